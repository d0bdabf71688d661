import type { Deployment } from '../model/deployment.ts';
import { ended } from '../model/deployment.ts';
import type { PersonRef } from '../model/person.ts';
import { asUnasked } from '../policy/skipped-rules.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { record } from './audit.ts';
import { show } from './card.ts';
import { changeList } from './change-list.ts';
import type { DeployMessage, ObserveRequest } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { orEndVisibly } from './ending.ts';
import { finishRun } from './finish.ts';
import { follow } from './follow.ts';
import { goesOut } from './going-out.ts';
import { admitHeld } from './held.ts';
import { takeLaneIfFree } from './lane.ts';
import type { Observed } from './observed.ts';
import { asksReviewers, observed } from './observed.ts';
import { RunPart } from './run-part.ts';
import { whereItGoes } from './sighting.ts';
import { lateChecks, reportSkipped } from './skipped.ts';

/**
 * A run that was not started here: where it deploys to, what the rules say of it, and from then on a deployment like all others. Where it
 * goes to a second environment that is a second deployment, begun when the run has come there. It has started already, so nothing is
 * waited for: what it skipped is said. Where GitHub holds it by our rule it has to pass first.
 */
export function observe(ports: DeployPorts) {
  return async (context: WorkflowContext<DeployMessage>, request: ObserveRequest): Promise<void> => {
    const sighted = await whereItGoes(context, ports, request);
    const seen = sighted && (await observed(context, ports, request, sighted));
    if (!seen) return;
    const { deployment, look } = seen;
    const part = new RunPart(context, deployment, look.target.pipeline, request.next);
    deployment.run = part.of(seen.run);
    let unasked = true;
    await orEndVisibly(context, ports, deployment, async () => {
      unasked = await attend(context, ports, seen, part);
    });
    await part.beginOthers();
    if (unasked && ended(deployment.state)) await lateChecks(context, ports, seen);
  };
}

/** True when it went out without having been asked here. */
async function attend(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  seen: Observed,
  part: RunPart,
): Promise<boolean> {
  const { deployment, look, run, starter } = seen;
  const repository = look.target.pipeline.repository;
  const { githubEnvironment: environment, target } = look.environment;
  const elsewhere = deployment.startedElsewhere;
  const skipped = elsewhere?.skipped ?? [];
  // GitHub holds it before anything is deployed: what the rules say of it is asked then.
  const guarded = environment?.rule === true;
  if (elsewhere && guarded) elsewhere.skipped = [];
  else if (elsewhere) elsewhere.beside = await takeLaneIfFree(context, ports, deployment);
  deployment.admitted = false;
  await record(context, ports, deployment, 'deployment.observed', starter, {
    environment: deployment.environment,
    services: deployment.services,
    ref: deployment.ref,
    sha: deployment.sha,
    run: { id: run.id, attempt: run.attempt, event: run.event, url: run.url },
    verdicts: deployment.verdicts,
    catalog: deployment.catalogHash,
    ...(elsewhere?.goesOnFrom && { goesOnFrom: elsewhere.goesOnFrom }),
  });
  if (!guarded) await reportSkipped(context, ports, deployment, starter, run);
  await show(context, ports, deployment, 'observed');
  await changeList(context, ports, deployment, look);
  const options = { attempt: run.attempt, environment, part, cancelAtOnce: null };
  const first = { ...options, target: guarded ? null : target, untilHeld: guarded };
  const given = deployment.hold?.answers.length ?? 0;
  if (!guarded) await goesOut(context, ports, deployment, look.environment);
  let last = await follow(context, ports, deployment, repository, run.id, first);
  const held = last.status !== 'completed';
  if (held) {
    if (!(await admitHeld(context, ports, seen, given, part))) {
      const past = "Its run was let in on GitHub past Quarterdeck's rule.";
      if (elsewhere && wentIn(deployment)) {
        elsewhere.skipped = [...skipped, past];
        deployment.verdicts = deployment.verdicts.map(asUnasked);
        await show(context, ports, deployment, 'went in past the rule');
      }
      await reportSkipped(context, ports, deployment, starter, run);
      return false;
    }
    await goesOut(context, ports, deployment, look.environment);
    last = await follow(context, ports, deployment, repository, run.id, { ...options, target });
  } else if (elsewhere && guarded && last.conclusion === 'success') {
    deployment.verdicts = deployment.verdicts.map(asUnasked);
    elsewhere.skipped = [
      ...skipped,
      `GitHub has not held it before ${environment.name}, as quarterdeck.yml says it does.`,
    ];
    await reportSkipped(context, ports, deployment, starter, run);
  } else if (elsewhere && asksReviewers(look.environment) && last.conclusion === 'success') {
    const lacks = lackOfReview(deployment, given, starter, environment?.name ?? '');
    if (lacks !== null) {
      elsewhere.skipped = [...skipped, lacks];
      await reportSkipped(context, ports, deployment, starter, run, 'its reviewers');
    }
  }
  await finishRun(context, ports, deployment, look.environment, repository, last);
  return !held;
}

/** Of the answers, those after `given` are of this attempt. Null where somebody else than who started it has let it in. */
function lackOfReview({ hold }: Deployment, given: number, { githubLogin }: PersonRef, name: string): string | null {
  const approved = hold?.answers.slice(given).filter(({ decision }) => decision === 'approved') ?? [];
  if (approved.length === 0) return `No reviewer on GitHub has let it into ${name}, as quarterdeck.yml says.`;
  const own = approved.every(({ by }) => by.toLowerCase() === githubLogin?.toLowerCase());
  return own ? `Nobody but ${githubLogin}, who started it, has let it into ${name} on GitHub.` : null;
}

/** Nobody turned it away, and nothing holds it any more. */
function wentIn({ run, hold }: Deployment): boolean {
  if (!run || hold?.turnedAway) return false;
  if (run.status === 'completed') return run.conclusion === 'success';
  return run.jobs.every(({ status }) => status !== 'waiting');
}
