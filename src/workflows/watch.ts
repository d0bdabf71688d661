import { findEnvironment } from '../model/catalog.ts';
import { sayFault } from '../model/fault.ts';
import type { Tries } from '../policy/watch/health-count.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { OwnershipLost } from '../ports/durable.ts';
import { record } from './audit.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { nextLook } from './measure.ts';
import { recalled, remembered } from './remembered-judgement.ts';
import { answerWatch } from './watch-answer.ts';
import { askAboutWatch, goesOn, remind, remindAt } from './watch-ask.ts';
import { endWatch } from './watch-end.ts';
import { endsFor } from './watch-gone.ts';
import { judgeLook, type Look, lookAt } from './watch-look.ts';
import type { WatchMessage, WatchRequest } from './watch-message.ts';
import { showWatch } from './watch-show.ts';
import type { Watching } from './watching.ts';

/**
 * Looks on after a deployment has ended well, and edits its message: until the time is over, something else runs there, or what is seen
 * takes it back. What nobody can tell a person is asked.
 */
export function watch(ports: DeployPorts) {
  return async (context: WorkflowContext<WatchMessage>, { deploymentId }: WatchRequest): Promise<void> => {
    const { deployment, environment } = await context.step('begin to watch', () => begin(ports, deploymentId));
    const { watch: begun } = deployment;
    if (!begun) throw new Error(`the deployment ${deploymentId} is not watched`);
    const rule = environment?.watch;
    if (!environment || !rule) {
      const why = 'The catalog no longer says what is looked at.';
      Object.assign(begun, { state: 'inconclusive', endedAt: await context.now(), why });
      return showWatch(context, ports, deployment, begun, 'nothing to watch');
    }
    const watching: Watching = {
      context,
      ports,
      deployment,
      environment,
      rule,
      watch: begun,
      shown: { what: '', at: 0 },
    };
    const { length } = rule;
    await record(context, ports, deployment, 'watch.begun', { system: 'quarterdeck' }, { length });
    await orSayWhy(watching, () => lookOn(watching));
  };
}

async function begin(ports: DeployPorts, id: string) {
  const deployment = await ports.deployments.get(id);
  if (!deployment) throw new Error(`the deployment ${id}, to be watched, is not stored`);
  const { pipelines } = await ports.catalogs.active();
  const pipeline = pipelines.find(({ name }) => name === deployment.pipeline);
  return { deployment, environment: pipeline ? findEnvironment(pipeline, deployment.environment) : null };
}

async function lookOn(watching: Watching): Promise<void> {
  const { context, deployment, rule, watch } = watching;
  const tries: Tries = new Map();
  let next = nextLook(watch.since, rule.analysis.every);
  while (watch.state === 'watching' || watch.state === 'inconclusive') {
    // When its time is over, and a person has been asked, only they know.
    const asks = watch.state === 'inconclusive';
    const message = await context.receive(asks ? (remindAt(watch) ?? undefined) : next);
    if (asks && message === null) {
      await remind(watching);
      continue;
    }
    if (message?.kind === 'superseded') {
      const { by, services = deployment.services } = message;
      if (await endsFor(watching, services, by, `${by} began to go out.`)) return;
      continue;
    }
    if (message?.kind === 'answer') {
      await answerWatch(watching, message);
      continue;
    }
    const look = await looksAt(watching);
    if (look.instead !== null) return endWatch(watching, { state: 'superseded', why: `${look.instead} went out.` });
    if (look.others) {
      for (const { service, by } of look.others) await endsFor(watching, [service], by, `${by} went out.`);
      continue;
    }
    const verdict = judgeLook(look, watch, rule, tries);
    const over = look.at >= watch.until;
    next = nextLook(look.at, rule.analysis.every);
    if (!over) next = Math.min(next, watch.until);
    if (verdict.kind === 'roll-back' && !deployment.rollback)
      return endWatch(watching, { state: 'failed', by: 'quarterdeck', why: verdict.why, about: verdict.about });
    if (verdict.kind === 'passed') return endWatch(watching, { state: 'passed' });
    if (verdict.kind === 'goes-on') await goesOn(watching, verdict.why, look.at);
    else await askAboutWatch(watching, verdict, over);
  }
}

async function looksAt({ context, ports, deployment, environment, rule, watch }: Watching): Promise<Look> {
  const { rules } = rule.analysis;
  const { measured, ...look } = await context.effect('look', async () => {
    const seen = await lookAt(ports, deployment, environment, rule, watch);
    const { measured: whole } = seen;
    return { ...seen, measured: whole && { ...whole, judgement: remembered(whole.judgement, rules) } };
  });
  return { ...look, measured: measured && { ...measured, judgement: recalled(measured.judgement, rules) } };
}

/** Whatever goes wrong here is said where the deployment is: nobody takes for watched what nobody watches. */
async function orSayWhy({ context, ports, deployment, watch }: Watching, looking: () => Promise<void>): Promise<void> {
  try {
    await looking();
  } catch (error) {
    if (error instanceof OwnershipLost) throw error;
    watch.state = 'inconclusive';
    watch.question = null;
    watch.endedAt = await context.now();
    watch.why = `Quarterdeck could not go on watching: ${sayFault(error)}`;
    const told = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    await record(context, ports, deployment, 'deployment.fault', { system: 'quarterdeck' }, { error: told });
    await showWatch(context, ports, deployment, watch, 'watch broke off');
    throw error;
  }
}
