import type { Button } from '../model/button.ts';
import { findTarget } from '../model/catalog.ts';
import type { Deployment } from '../model/deployment.ts';
import { anchorOf } from '../model/deployment.ts';
import type { Notice } from '../model/notice.ts';
import type { RollbackRefusal } from '../model/rollback.ts';
import { sayDuration } from '../model/time.ts';
import { hasOwnWorkflow } from '../policy/rollback-inputs.ts';
import { say } from '../policy/rollback-target.ts';
import { ofMigrations } from '../policy/rollback-words.ts';
import { list } from '../policy/verdicts.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { record } from './audit.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { forAMoment, isBusy } from './listening.ts';
import { releaseButton } from './release-button.ts';
import type { Beginning } from './rollback-begin.ts';
import type { GoesBack } from './rollback-changes.ts';
import { readGoesBack } from './rollback-changes.ts';
import type { RollbackLook } from './rollback-look.ts';
import type { RollbackRequest } from './rollback-message.ts';
import { rollBackButton } from './rollback-offer.ts';
import { tellRequester } from './tell.ts';

/** It does not begin: whoever asked reads why, and what would help. What a rule asked for is told where people look. */
export async function refuseRollback(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  request: RollbackRequest,
  refusal: RollbackRefusal,
): Promise<void> {
  const { by, id, environment, target, version, to, of, why } = request;
  const { reason, title, lines } = refusal;
  const actor = by === 'quarterdeck' ? { system: by } : by;
  await record(context, ports, { id }, 'rollback.refused', actor, {
    environment,
    target,
    version: to?.ref ?? version,
    of,
    asked: why,
    reason,
    why: [title, ...lines].join(' '),
  });
  const buttons = await context.step('ways out', () => waysOut(ports, request, refusal));
  const notice: Notice = { kind: 'text', tone: reason === 'under-way' ? 'warning' : 'error', title, lines, buttons };
  const { origin } = request;
  if (by !== 'quarterdeck' && origin) {
    return tellRequester(context, ports, { requester: by, origin }, 'refused', notice);
  }
  const wanted = `in ${environment} was to be rolled back${why ? ` (${why.replace(/\.$/, '')})` : ''}, and is not.`;
  await context.step('tell of it', async () => {
    const found = findTarget(await ports.catalogs.active(), target);
    const lead = `${found ? `${found.pipeline.name}/${found.name}` : target} ${wanted}`;
    await tellOfRule(context, ports, of, { ...notice, lines: [lead, ...lines] });
  });
}

/** In the thread of what was to be taken back, and where operations look. */
async function tellOfRule(
  { id }: Pick<WorkflowContext<DeployMessage>, 'id'>,
  ports: DeployPorts,
  of: string | null,
  notice: Notice,
): Promise<void> {
  const { channels } = await ports.catalogs.active();
  await ports.chat.show({ anchor: `${id}:refused`, channel: channels.operations, notice });
  if (of !== null) await ports.chat.reply({ anchor: anchorOf(of), key: `${id}:refused`, notice });
}

async function waysOut(
  ports: DeployPorts,
  { environment, of }: RollbackRequest,
  { parts = [], quarantined = [] }: RollbackRefusal,
): Promise<Button[]> {
  const each = parts.map(async ({ services, to }): Promise<Button> => {
    const made = await rollBackButton(ports, { environment, target: services.join(','), of, to }, null);
    return { ...made, label: `${list(services)} to ${say(to)}`.slice(0, 75) };
  });
  const held = quarantined.map(async (id) => {
    const account = await ports.quarantine.get(id);
    return account && !account.released ? [await releaseButton(ports, account.quarantined)] : [];
  });
  return [...(await Promise.all(each)), ...(await Promise.all(held)).flat()];
}

/** What it would do, for whoever asked with --dry-run. Nothing is touched. */
export async function tellPlan(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  request: RollbackRequest,
  { look, deployment, inTheWay }: Extract<Beginning, { kind: 'plan' }>,
): Promise<void> {
  const { origin, by } = request;
  if (by === 'quarterdeck' || !origin) return;
  const found = await context.step('what would go back', async (): Promise<GoesBack> => {
    const answer = await forAMoment(ports, readGoesBack(ports, look.target.pipeline.repository, look));
    return isBusy(answer) ? { known: false, why: 'GitHub does not answer quickly just now.' } : answer;
  });
  const { bad, to } = look;
  await record(context, ports, deployment, 'rollback.dry-run', by, { from: bad, to });
  const title = `${list(deployment.services)} in ${deployment.environment} would go back ${bad ? `from ${say(bad)} ` : ''}to ${say(to)}`;
  const lines = ['Nothing was started: this is a dry run.', ...planLines(look, deployment, inTheWay, found)];
  await tellRequester(context, ports, { requester: by, origin }, 'plan', { kind: 'text', tone: 'info', title, lines });
}

function planLines(
  { rule, environment, passes, places, bad }: RollbackLook,
  { workflow }: Deployment,
  inTheWay: readonly string[],
  found: GoesBack,
): string[] {
  const how =
    rule.by === 'cluster'
      ? `On the cluster: ${places.map(({ service, image }) => `${service} to ${image}`).join(', ')}.`
      : `By ${workflow} on GitHub${hasOwnWorkflow(rule, environment) ? ', started on the default branch' : ''}.`;
  const back = found.known
    ? `${found.comparison.aheadBy} commit${found.comparison.aheadBy === 1 ? '' : 's'} would go back. ${ofMigrations(rule.migrations.length > 0 ? found : {})}`.trim()
    : `What goes back could not be read: ${found.why}`;
  const after = [
    ...(bad ? [`${say(bad)} is quarantined`] : []),
    ...(rule.lock ? [`${environment.name} is locked`] : []),
  ];
  return [
    `${how} The pipeline promises it within ${sayDuration(rule.target)}.`,
    back,
    ...(inTheWay.length > 0 ? [`It would cancel ${list(inTheWay)}.`] : []),
    ...(passes ? [passes.says] : []),
    ...(after.length > 0 ? [`Afterwards ${list(after)}, until somebody releases it.`] : []),
  ];
}
