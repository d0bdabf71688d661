import type { Start } from '../../src/command.ts';
import type { Catalog } from '../../src/model/catalog.ts';
import type { Deployment, DeployRequest } from '../../src/model/deployment.ts';
import { anchorOf, deploymentIdIn } from '../../src/model/deployment.ts';
import { Fault } from '../../src/model/fault.ts';
import type { Notice } from '../../src/model/notice.ts';
import type { Membership, Person } from '../../src/model/person.ts';
import type { WorkflowDefinition } from '../../src/ports/durable.ts';
import { holdAfter } from '../../src/usecases/lock-after-rollback.ts';
import { runNews } from '../../src/usecases/run-news.ts';
import { startUseCases } from '../../src/usecases/starting.ts';
import { around as aroundDeployment, aroundWorkflow } from '../../src/workflows/around.ts';
import { changeValidation, changeValidationWorkflow } from '../../src/workflows/change-validation.ts';
import { deploy } from '../../src/workflows/deploy.ts';
import {
  deployWorkflow,
  deployWorkflowId,
  observeWorkflow,
  observeWorkflowId,
  rerunWorkflow,
} from '../../src/workflows/deploy-message.ts';
import type { DeployPorts } from '../../src/workflows/deploy-ports.ts';
import { glassReview, glassReviewWorkflow } from '../../src/workflows/glass-review.ts';
import { workflowNames } from '../../src/workflows/names.ts';
import { observe } from '../../src/workflows/observe.ts';
import { rerun } from '../../src/workflows/rerun.ts';
import { rerunChecks, rerunChecksWorkflow } from '../../src/workflows/rerun-checks.ts';
import { restoreDatabase, restoreDatabaseWorkflow } from '../../src/workflows/restore-database.ts';
import { rollback } from '../../src/workflows/rollback.ts';
import { rollbackWorkflow } from '../../src/workflows/rollback-message.ts';
import { runBackup, runBackupWorkflow } from '../../src/workflows/run-backup.ts';
import { watch } from '../../src/workflows/watch.ts';
import { watchWorkflow } from '../../src/workflows/watch-message.ts';
import { catalog as aCatalog, membership, now, person } from '../builders.ts';
import { createFakeAnnotations } from '../fakes/annotations.ts';
import { createFakeAudit } from '../fakes/audit.ts';
import { createFakeButtons } from '../fakes/buttons.ts';
import { createFakeCatalogs } from '../fakes/catalogs.ts';
import { createFakeChanges } from '../fakes/changes.ts';
import { createFakeCharts } from '../fakes/charts.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFakeCluster } from '../fakes/cluster.ts';
import { createFakeDelegations } from '../fakes/delegations.ts';
import { createFakeDeployments } from '../fakes/deployments.ts';
import { createFakeDurable } from '../fakes/durable.ts';
import { createFakeGitHubAccounts } from '../fakes/github-accounts.ts';
import { createFakeHealth } from '../fakes/health.ts';
import { createFakeLanes } from '../fakes/lanes.ts';
import { createFakeLockQueue } from '../fakes/lock-queue.ts';
import { createFakeLocks } from '../fakes/locks.ts';
import { createFakeMetrics } from '../fakes/metrics.ts';
import { createFakeMutes } from '../fakes/mutes.ts';
import { createFakeChat } from '../fakes/outbox.ts';
import { createFakePages } from '../fakes/pages.ts';
import { createFakeProtection } from '../fakes/protection.ts';
import { createFakeQuarantine } from '../fakes/quarantine.ts';
import { createFakeRuns } from '../fakes/runs.ts';
import { createFakeSilences } from '../fakes/silences.ts';
import { createFakeSource } from '../fakes/source.ts';

export const repository = { owner: 'acme', name: 'trading-engine' };

/** Whose roles are what; a story may change it as it goes. */
const everybody: Record<string, string[]> = {
  dev: ['developers'],
  dev2: ['developers'],
  lead: ['developers', 'release-managers'],
  lead2: ['developers', 'release-managers'],
};

interface StoryOptions {
  catalog?: Catalog;
  /** Whether pods are ready as soon as they are wanted; they are, where it is not said. */
  atOnce?: boolean;
  /** Workflows that are another story here, in the place of those of their name. */
  instead?: WorkflowDefinition[];
}

/** The world of a deployment in memory, and the real workflows over it; which engine runs them is left open. */
export function createStoryWorld(options: StoryOptions = {}) {
  const clock = createFakeClock(now);
  const roles = structuredClone(everybody);
  const byId = new Map(Object.keys(roles).map((handle) => [person(handle).slackId, handle]));
  let unsure = false;
  let slow = 0;
  let doubts = 0;
  const source = createFakeSource();
  const runs = createFakeRuns();
  const protection = createFakeProtection({ 'token of lead': 'lena-lead', 'token of lead2': 'luis-lead' });
  const accounts = createFakeGitHubAccounts();
  const audit = createFakeAudit();
  const deployments = createFakeDeployments();
  const chat = createFakeChat();
  const locks = createFakeLocks();
  const lanes = createFakeLanes();
  const catalogs = createFakeCatalogs(options.catalog ?? aCatalog());
  const around = {
    annotations: createFakeAnnotations(),
    charts: createFakeCharts(),
    cluster: createFakeCluster({ atOnce: options.atOnce ?? true }),
    health: createFakeHealth(),
    metrics: createFakeMetrics(),
    pages: createFakePages(),
    silences: createFakeSilences(() => clock.now()),
  };
  const logged: string[] = [];
  let real = now;
  let meanwhile: () => Promise<unknown> = async () => {};
  const ports: DeployPorts = {
    accounts,
    audit,
    buttons: createFakeButtons(),
    catalogs,
    changes: createFakeChanges(),
    chat,
    clock,
    delegations: createFakeDelegations(),
    mutes: createFakeMutes(),
    deployments,
    lanes,
    locks,
    log: { debug() {}, info() {}, warn: (_, message) => void logged.push(message), error() {} },
    pause: async (length) => {
      real += length;
      await meanwhile();
    },
    people: {
      person: async (slackId) => person(byId.get(slackId) ?? 'stranger'),
      membership: async (slackId): Promise<Membership> => {
        const handle = byId.get(slackId);
        if (unsure) throw new Fault('unavailable', 'Slack could not be asked.');
        if (doubts > 0) {
          doubts--;
          const unverified = Object.keys(aCatalog().roles).map((role) => ({ role, why: 'Slack does not answer' }));
          return membership(handle ?? 'stranger', { roles: [], unverified });
        }
        return membership(handle ?? 'stranger', { roles: handle ? (roles[handle] ?? []) : [] });
      },
      byGitHub: async (login) => {
        if (unsure) throw new Fault('unavailable', 'Slack could not be asked.');
        const handle = [...byId.values()].find((each) => person(each).githubLogin === login);
        return handle === undefined ? null : person(handle);
      },
      holders: async (sources, most) => {
        if (unsure) throw new Fault('unavailable', 'Slack could not be asked.');
        const groups = sources.flatMap(({ slackGroups }) => slackGroups);
        const held = (handle: string) => roles[handle]?.some((role) => groups.includes(role)) ?? false;
        return [...byId]
          .filter(([, handle]) => held(handle))
          .map(([id]) => id)
          .slice(0, most);
      },
    },
    protection,
    quarantine: createFakeQuarantine(),
    runs,
    source,
    ...around,
    drivers: { state: async () => 'running' },
    whenSlow: async (work, _after, tell) => {
      if (slow > 0) {
        slow--;
        await meanwhile();
        await tell();
      }
      return work();
    },
    realNow: () => real,
    holdAfter: (lock) => holdAfter({ ...ports, lockQueue: createFakeLockQueue(), wake: () => {} }, lock),
  };
  const { instead = [] } = options;
  const all = [
    { name: deployWorkflow, body: deploy(ports) },
    { name: rerunWorkflow, body: rerun(ports) },
    { name: observeWorkflow, body: observe(ports) },
    { name: glassReviewWorkflow, body: glassReview(ports) },
    { name: rerunChecksWorkflow, body: rerunChecks(ports) },
    { name: changeValidationWorkflow, body: changeValidation(ports) },
    { name: runBackupWorkflow, body: runBackup(ports) },
    { name: rollbackWorkflow, body: rollback(ports) },
    { name: restoreDatabaseWorkflow, body: restoreDatabase(ports) },
    { name: aroundWorkflow, body: aroundDeployment(ports) },
    { name: watchWorkflow, body: watch(ports) },
  ] as unknown as WorkflowDefinition[];
  const workflows = [...all.filter(({ name }) => !instead.some((other) => other.name === name)), ...instead];
  const old = source.commit(repository, 'develop', { title: 'feat: order book' });
  source.setDeployed(repository, 'staging', { ref: 'develop', sha: old, at: now - 1000, by: 'dana-dev' });
  const tip = source.commit(repository, 'develop', { title: 'fix: a leak' });
  const release = source.commit(repository, 'main', { title: 'release: v1.4.0', tree: 'same-tree', from: tip });
  source.tag(repository, 'v1.4.0', release);
  runs.pointRefs((_, ref) => source.tags(repository)[ref] ?? tip);

  return {
    ports,
    ...around,
    clock,
    source,
    runs,
    protection,
    accounts,
    audit,
    deployments,
    chat,
    locks,
    lanes,
    catalogs,
    roles,
    ...around,
    logged,
    workflows,
    old,
    tip,
    release,
    /** Whatever can take long does, so many times. */
    slowly: (times: number) => {
      slow = times;
    },
    slackIsAway: (away: boolean) => {
      unsure = away;
    },
    /** The next so many questions about roles are answered with doubt. */
    doubtful: (times: number) => {
      doubts = times;
    },
    /** What happens whenever something waits on the real clock. */
    duringPauses: (happens: () => Promise<unknown>) => {
      meanwhile = happens;
    },
  };
}

export { workflowNames };

/** The whole of a deployment on fakes, with what people do in it. */
export function createStory(options: StoryOptions = {}) {
  const world = createStoryWorld(options);
  const { clock, runs, deployments, chat, audit, workflows } = world;
  const durable = createFakeDurable(clock, workflows);
  world.ports.drivers = durable;
  const start: Start = startUseCases({ durable, deployments }, workflowNames);

  let triggers = 0;
  let hearings = 0;
  const ask = async (handle: string, wanted: Partial<DeployRequest> = {}): Promise<string> => {
    const id = wanted.id ?? `d-${'abcdefgh'[triggers++] ?? 'z'}aaaaaaaaa`;
    await start.deploy({
      id,
      requester: person(handle),
      origin: { channel: 'C0DEPLOYS', responseUrl: null, via: 'command' },
      environment: 'staging',
      target: 'default',
      ref: null,
      reason: null,
      inputs: {},
      at: null,
      glass: false,
      dryRun: false,
      ...wanted,
    });
    await durable.runUntilIdle();
    return id;
  };
  const vote = async (
    handle: string,
    id: string,
    choice: 'approve' | 'reject' = 'approve',
    reason: string | null = null,
    ticked?: string[],
  ) => {
    const round = (await deployments.get(id))?.approval?.round ?? 1;
    const by: Person = person(handle);
    const counted = await start.vote({
      id: `vote-${handle}-${triggers++}`,
      deploymentId: id,
      round,
      by,
      choice,
      reason,
      ...(ticked ? { ticked } : {}),
      channel: 'C0DEPLOYS',
      responseUrl: null,
    });
    await durable.runUntilIdle();
    return counted;
  };

  return {
    ...world,
    durable,
    start,
    ask,
    vote,
    who: (handle: string): Person => person(handle),
    /** GitHub tells of a run. */
    async news(id: string, update: ReturnType<typeof runs.move>): Promise<void> {
      const driver = (await deployments.get(id))?.driver ?? '';
      await durable.send(driver, { kind: 'run', update }, `news-${triggers++}`);
      await durable.runUntilIdle();
    },
    /** GitHub tells of a run that may be anybody's. */
    async hears(update: ReturnType<typeof runs.move>): Promise<void> {
      const observe = { workflow: observeWorkflow, id: observeWorkflowId };
      const ports = { ...world.ports, durable, observe };
      await runNews(ports, update, update.run ? deploymentIdIn(update.run.title) : null, ++hearings);
      await durable.runUntilIdle();
    },
    /** The run of a deployment ends. */
    async completes(id: string, conclusion: 'success' | 'failure' | 'cancelled'): Promise<void> {
      const runId = runs.dispatched.findLast((each) => each.inputs.deployment_id === id)?.runId ?? 0;
      await this.news(id, runs.complete(repository, runId, conclusion));
    },
    async cancels(handle: string, id: string): Promise<boolean> {
      const sent = await start.cancel({
        id: `cancel-${triggers++}`,
        deploymentId: id,
        by: person(handle),
        channel: 'C0DEPLOYS',
        responseUrl: null,
      });
      await durable.runUntilIdle();
      return sent;
    },
    /** Answers the question of an uncertain dispatch. */
    async settles(handle: string, id: string, dispatch: number, choice: 'dispatch-again' | 'give-up'): Promise<void> {
      const by = person(handle);
      const where = { channel: 'C0DEPLOYS', responseUrl: null };
      await start.settleDispatch({ id: `settle-${triggers++}`, deploymentId: id, dispatch, by, choice, ...where });
      await durable.runUntilIdle();
    },
    async reruns(handle: string, id: string): Promise<void> {
      await start.rerun({
        id: `rerun-${triggers++}`,
        deploymentId: id,
        by: person(handle),
        channel: 'C0DEPLOYS',
        responseUrl: null,
      });
      await durable.runUntilIdle();
    },
    async read(id: string): Promise<Deployment> {
      const deployment = await deployments.get(id);
      if (!deployment)
        throw new Error(
          `there is no deployment ${id}; ${durable.failure(deployWorkflowId(id))?.stack ?? 'no failure'}`,
        );
      return deployment;
    },
    card(id: string): Extract<Notice, { kind: 'deployment' }> {
      const notice = chat.messages.get(anchorOf(id));
      if (notice?.kind !== 'deployment') throw new Error(`no card of ${id}`);
      return notice;
    },
    /** What was told to one person alone, in order. */
    told(handle: string): Notice[] {
      return chat.whispers.filter((whisper) => whisper.person === person(handle).slackId).map(({ notice }) => notice);
    },
    thread: (id: string) => chat.replies(anchorOf(id)),
    actions: (id: string) => audit.entries.filter(({ subject }) => subject === id).map(({ action }) => action),
  };
}
