import type { Around } from '../model/delivery.ts';
import type { Deployment, DeploymentState } from '../model/deployment.ts';
import { ended } from '../model/deployment.ts';
import { Fault } from '../model/fault.ts';
import type { AlertScope } from '../model/silence.ts';
import { renewSilenceAt, silenceLease, silenceUntil } from '../model/silence.ts';
import type { Instant } from '../model/time.ts';
import { minute } from '../model/time.ts';
import { alertScopes } from '../policy/alert-scopes.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { Outside } from './outside.ts';

export const aroundWorkflow = 'around';

/** One for each attempt of a deployment. */
export function aroundWorkflowId(deploymentId: string, attempt: number): string {
  return `${aroundWorkflow}:${deploymentId}:${attempt}`;
}

export interface AroundRequest {
  deploymentId: string;
  around: Around;
}

/** The deployment is over, how and since when. */
export interface Over {
  kind: 'over';
  state: DeploymentState;
  at: Instant;
}

/** When something outside does not answer it is asked again after this, so often at the end. */
const again = minute;
const triesAtTheEnd = 10;

/**
 * What goes with a deployment outside: its alerts are kept quiet, and dashboards show it. It stands beside the deployment, which waits for
 * none of it. Silences are a lease that is renewed while this goes on, and never left behind: they end by themselves.
 */
export function around(ports: DeployPorts) {
  return async (context: WorkflowContext<Over>, { deploymentId, around: wanted }: AroundRequest): Promise<void> => {
    const { deployment, setUp } = await context.step('read', async () => ({
      deployment: await stored(ports, deploymentId),
      // Of what nobody has set up the log and the doctor speak.
      setUp: { silences: ports.silences !== null, annotations: ports.annotations !== null },
    }));
    const outside = new Outside(context, ports, deployment);
    const parts = partsOf(ports, deployment, {
      ...wanted,
      silence: setUp.silences ? wanted.silence : null,
      annotation: setUp.annotations ? wanted.annotation : null,
    });
    const open = new Set(parts);
    let over: Over | null;
    for (;;) {
      const now = await context.now();
      let missing = false;
      for (const part of parts) {
        if (part.once && !open.has(part)) continue;
        // By the clock of that moment: a bot that comes back holds nothing until a time that has passed.
        const hold = () => part.hold(silenceUntil(ports.clock.now()));
        const done = await outside.attempt(part.begin, part.without, hold);
        if (done) open.delete(part);
        missing ||= !done;
      }
      const next = missing ? now + again : renewSilenceAt(now + silenceLease);
      over = await context.receive(next);
      if (over !== null) break;
      const { state, endedAt } = await context.step('read again', () => stored(ports, deploymentId));
      if (ended(state)) over = { kind: 'over', state, at: endedAt ?? now };
      if (over !== null) break;
    }
    const last = over;
    let left = parts;
    for (let turn = 1; left.length > 0 && turn <= triesAtTheEnd; turn++) {
      if (turn > 1) await context.receive((await context.now()) + again);
      const failed: Part[] = [];
      for (const part of left)
        if (!(await outside.attempt(part.finish, part.left, () => part.end(last)))) failed.push(part);
      left = failed;
    }
  };
}

/** One thing outside. `begin`, `finish`: steps' names; `without`, `left`: what it means that it could not be done. */
interface Part {
  once: boolean;
  begin: string;
  without: string;
  hold(until: Instant): Promise<unknown>;
  finish: string;
  left: string;
  end(over: Over): Promise<unknown>;
}

function partsOf({ silences, annotations }: DeployPorts, deployment: Deployment, wanted: Around): Part[] {
  const { id, services, environment } = deployment;
  const parts: Part[] = [];
  if (wanted.silence) {
    for (const [index, scope] of alertScopes(wanted.silence.labels, services, environment).entries()) {
      const mark = index === 0 ? id : `${id}:${index}`;
      parts.push({
        once: false,
        begin: `keep alerts quiet: ${sayScope(scope)}`,
        without: `Alerts are not kept quiet: ${sayScope(scope)}`,
        hold: (until) => there(silences, 'Alertmanager').hold({ mark, scope, until, why: what(deployment) }),
        finish: `alerts are heard again: ${sayScope(scope)}`,
        left: `Alerts stay quiet for ten minutes at most: ${sayScope(scope)}`,
        end: () => there(silences, 'Alertmanager').end(mark),
      });
    }
  }
  if (wanted.annotation) {
    const tags = [...new Set([...wanted.annotation.tags, 'deployment', environment, ...services])];
    const from = deployment.attempts.at(-1)?.startedAt ?? deployment.requestedAt;
    parts.push({
      once: true,
      begin: 'show it on dashboards',
      without: 'Dashboards do not show this deployment',
      hold: () => there(annotations, 'Grafana').open({ mark: id, from, text: what(deployment), tags }),
      finish: 'its end on dashboards',
      left: 'Dashboards do not show that this deployment is over',
      end: ({ at, state }) => there(annotations, 'Grafana').close(id, at, `${what(deployment)}: ${state}`),
    });
  }
  return parts;
}

/** It was there when this began. */
function there<T>(port: T | null, name: string): T {
  if (port === null) throw new Fault('unavailable', `${name} is no longer set up.`);
  return port;
}

function what({ target, ref, environment, requester }: Deployment): string {
  return `Deployment of ${target} ${ref.name} to ${environment}, asked for by ${requester.name}`;
}

function sayScope(scope: AlertScope): string {
  return Object.entries(scope)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}

async function stored({ deployments }: DeployPorts, id: string): Promise<Deployment> {
  const deployment = await deployments.get(id);
  if (!deployment) throw new Error(`the deployment ${id} is not stored`);
  return deployment;
}
