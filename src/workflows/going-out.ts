import type { MetricRule } from '../model/analysis.ts';
import type { Environment } from '../model/catalog.ts';
import type { Analysis } from '../model/delivery.ts';
import type { Deployment } from '../model/deployment.ts';
import { minute } from '../model/time.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { type AroundRequest, aroundWorkflow, aroundWorkflowId, type Over } from './around.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { measureBaseline } from './measure.ts';
import { endWatches } from './watch-message.ts';

/** How long before a deployment its baseline begins where the catalog does not say. */
const usualBaseline = 30 * minute;

/**
 * The last thing before something goes out, or the first when it goes out by itself: what ran before is measured as long as it does, its
 * watch is over, and what goes with a deployment outside begins. Nothing of it is waited for but the measuring, which is short.
 */
export async function goesOut<M>(
  context: WorkflowContext<M>,
  ports: DeployPorts,
  deployment: Deployment,
  environment: Environment,
): Promise<void> {
  await takeBaseline(context, ports, deployment, environment);
  if (environment.watch) await endWatches(context, ports, deployment);
  delete deployment.watch;
  await beginAround(context, deployment, environment.around);
}

/** What goes with a deployment outside begins. */
export async function beginAround<M>(
  context: WorkflowContext<M>,
  deployment: Deployment,
  around: Environment['around'],
): Promise<void> {
  if (!around?.silence && !around?.annotation) return;
  const attempt = deployment.attempts.at(-1)?.number ?? 1;
  deployment.around = attempt;
  const request: AroundRequest = { deploymentId: deployment.id, around };
  await context.start(aroundWorkflow, aroundWorkflowId(deployment.id, attempt), request);
}

/** What goes with it outside is over too. */
export async function isOver<M>(context: WorkflowContext<M>, deployment: Deployment): Promise<void> {
  if (deployment.around === undefined) return;
  const over: Over = { kind: 'over', state: deployment.state, at: deployment.stateSince };
  await context.send(aroundWorkflowId(deployment.id, deployment.around), over);
}

async function takeBaseline<M>(
  context: WorkflowContext<M>,
  ports: DeployPorts,
  deployment: Deployment,
  { name, watch, delivery, metrics = [] }: Environment,
): Promise<void> {
  const analyses = [watch?.analysis, delivery?.analysis].filter((one) => one != null);
  const rules = analyses.flatMap((analysis) => analysis.rules.filter(({ check }) => check === 'baseline'));
  const [first] = analyses;
  // A re-run compares with what ran before the first try.
  if (!first || rules.length === 0 || deployment.baseline) return;
  const analysis: Analysis = { ...first, rules: differing(rules) };
  const { ref: version = '', sha = '' } = deployment.from ?? {};
  const services = deployment.services.map((service) => ({
    about: { service, version, sha, track: 'stable' as const, environment: name },
  }));
  const length = watch?.baseline ?? usualBaseline;
  deployment.baseline = await context.step('baseline', () =>
    measureBaseline(ports, { sources: metrics, analysis, services }, length),
  );
}

/** One rule for each metric is enough to know its usual value. */
function differing(rules: readonly MetricRule[]): MetricRule[] {
  return [...new Map(rules.map((rule) => [rule.metric, rule])).values()];
}
