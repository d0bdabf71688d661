import type { Button } from '../model/button.ts';
import type { Catalog } from '../model/catalog.ts';
import { findTarget } from '../model/catalog.ts';
import type { DeploymentState } from '../model/deployment.ts';
import { deploymentStates, ended } from '../model/deployment.ts';
import type { Lock, LockScope, LockWaiter } from '../model/lock.ts';
import { onlyTold, sameScope, stopsTheLine } from '../model/lock.ts';
import type { Notice } from '../model/notice.ts';
import type { Person } from '../model/person.ts';
import type { Running } from '../model/running.ts';
import { fromGitHub } from '../model/running.ts';
import { mayCancel } from '../policy/permissions.ts';
import type { Buttons } from '../ports/buttons.ts';
import type { Catalogs } from '../ports/catalogs.ts';
import type { Clock } from '../ports/clock.ts';
import type { Deployments } from '../ports/deployments.ts';
import type { LockQueue } from '../ports/lock-queue.ts';
import type { Locks } from '../ports/locks.ts';
import type { People } from '../ports/people.ts';
import type { Source } from '../ports/source.ts';

interface Ports {
  buttons: Buttons;
  catalogs: Pick<Catalogs, 'active'>;
  clock: Pick<Clock, 'now'>;
  deployments: Deployments;
  locks: Locks;
  lockQueue: Pick<LockQueue, 'waiting'>;
  people: Pick<People, 'membership'>;
  source: Pick<Source, 'lastDeployed'>;
}

type Board = Extract<Notice, { kind: 'board' }>;

const activeStates: readonly DeploymentState[] = deploymentStates.filter((state) => !ended(state));
const recentCount = 10;
const activeCount = 20;

/** What runs where, what is in flight or waits, what ended lately. Cancel is offered to those who may press it. */
export async function board(
  ports: Ports,
  filter: { environment: string | null; service: string | null },
  person: Person,
): Promise<Notice> {
  const catalog = await ports.catalogs.active();
  const now = ports.clock.now();
  const services = filter.service ? (findTarget(catalog, filter.service)?.services ?? [filter.service]) : undefined;
  const scope = {
    ...(filter.environment ? { environment: filter.environment } : {}),
    ...(filter.service && services?.length === 1 ? { service: filter.service } : {}),
  };
  const [running, active, recent, locks, waiting, membership] = await Promise.all([
    runningEverywhere(ports, catalog, filter.environment, services),
    ports.deployments.list({ ...scope, states: activeStates, limit: activeCount }),
    ports.deployments.list({ ...scope, states: deploymentStates.filter(ended), limit: recentCount }),
    ports.locks.inForce(now),
    ports.lockQueue.waiting(),
    ports.people.membership(person.slackId, catalog.roles),
  ]);
  const withButtons = await Promise.all(
    active.map(async (deployment) => ({
      deployment,
      buttons: mayCancel(membership, deployment, environmentOf(catalog, deployment)).allowed
        ? [await cancelButton(ports, deployment.id)]
        : [],
    })),
  );
  const shown = (scope: LockScope) =>
    (!filter.environment || stopsTheLine(scope) || scope.environment === filter.environment) &&
    (!services || scope.service === null || services.includes(scope.service));
  return {
    kind: 'board',
    environment: filter.environment,
    service: filter.service,
    running,
    active: withButtons,
    recent,
    locks: locks.filter(shown),
    queues: Object.fromEntries(
      locks.map((lock) => [
        lock.id,
        waiting.filter((waiter) => sameScope(waiter, lock)).map(({ person: { name } }) => name),
      ]),
    ),
    kept: keptOf(waiting, locks).filter(({ first }) => shown(first)),
    now,
  };
}

/** Nobody holds these, and nobody but the first in line may take them. */
function keptOf(waiting: readonly LockWaiter[], locks: readonly Lock[]): NonNullable<Board['kept']> {
  const free = waiting.filter((waiter) => !onlyTold(waiter) && !locks.some((lock) => sameScope(lock, waiter)));
  const firsts = free.filter((waiter, index) => free.findIndex((other) => sameScope(other, waiter)) === index);
  return firsts.map((first) => ({
    first,
    behind: free.filter((each) => each !== first && sameScope(each, first)).map(({ person }) => person.name),
  }));
}

/** Ours, and where we have never deployed, what GitHub's own deployments say, if it says so quickly. */
async function runningEverywhere(
  ports: Ports,
  catalog: Catalog,
  environment: string | null,
  services: readonly string[] | undefined,
): Promise<Running[]> {
  const ours = await ports.deployments.running({
    ...(environment ? { environment } : {}),
    ...(services ? { services } : {}),
  });
  const places = catalog.pipelines.flatMap((pipeline) =>
    pipeline.environments
      .filter(({ name }) => environment === null || name === environment)
      .map(({ name }) => ({
        repository: pipeline.repository,
        environment: name,
        missing: pipeline.services.filter(
          (service) =>
            (services?.includes(service) ?? true) &&
            !ours.some((entry) => entry.environment === name && entry.service === service),
        ),
      })),
  );
  const theirs = await Promise.all(
    places.map(async ({ repository, environment: name, missing }) => {
      if (missing.length === 0) return [];
      const found = await ports.source.lastDeployed(repository, name).catch(() => null);
      return found ? missing.map((service) => fromGitHub(service, name, found)) : [];
    }),
  );
  return [...ours, ...theirs.flat()];
}

async function cancelButton(ports: Ports, deploymentId: string): Promise<Button> {
  return {
    id: await ports.buttons.offer({ kind: 'cancel', deploymentId }),
    kind: 'cancel',
    label: 'Cancel',
    style: 'plain',
    confirm: {
      title: 'Cancel this deployment?',
      text: 'A run that has started is cancelled on GitHub.',
      yes: 'Cancel it',
    },
  };
}

function environmentOf(catalog: Catalog, deployment: { pipeline: string; environment: string }) {
  const pipeline = catalog.pipelines.find(({ name }) => name === deployment.pipeline);
  return pipeline?.environments.find(({ name }) => name === deployment.environment) ?? null;
}
