import { createSimulatedClock } from './adapters/clock/simulated.ts';
import { createSystemClock } from './adapters/clock/system.ts';
import { createWhenSlow } from './adapters/clock/when-slow.ts';
import { createDurable } from './adapters/dbos/engine.ts';
import { engineLog } from './adapters/dbos/log.ts';
import { createGitHub } from './adapters/github/client.ts';
import { createGitHubLogin } from './adapters/github/login.ts';
import { createProtection } from './adapters/github/protection.ts';
import { createRuns } from './adapters/github/runs.ts';
import { createSource } from './adapters/github/source.ts';
import { createTeams } from './adapters/github/teams.ts';
import { createVerifiedEmails } from './adapters/github/verified-emails.ts';
import { createClusters } from './adapters/kubernetes/clusters.ts';
import type { Log } from './adapters/log/log.ts';
import { createMetrics } from './adapters/metrics/metrics.ts';
import { createAudit } from './adapters/postgres/audit.ts';
import { createAuditLog } from './adapters/postgres/audit-log.ts';
import { createButtons } from './adapters/postgres/buttons.ts';
import { createCatalogs } from './adapters/postgres/catalogs.ts';
import { createChanges } from './adapters/postgres/changes.ts';
import { createChat } from './adapters/postgres/chat.ts';
import { openDatabase } from './adapters/postgres/database.ts';
import { createDelegations } from './adapters/postgres/delegations.ts';
import { createDeployments } from './adapters/postgres/deployments.ts';
import { createForms } from './adapters/postgres/forms.ts';
import { createGitHubAccounts } from './adapters/postgres/github-accounts.ts';
import { createInbox } from './adapters/postgres/inbox.ts';
import { createLanes } from './adapters/postgres/lanes.ts';
import { createLockQueue } from './adapters/postgres/lock-queue.ts';
import { createLocks } from './adapters/postgres/locks.ts';
import { createMutes } from './adapters/postgres/mutes.ts';
import { createOutbox } from './adapters/postgres/outbox.ts';
import { createPeopleNews } from './adapters/postgres/people-news.ts';
import { createQuarantine } from './adapters/postgres/quarantine.ts';
import { createSeal } from './adapters/postgres/seal.ts';
import { createSlack } from './adapters/slack/slack.ts';
import type { Settings } from './config/env.ts';
import { createInstruments } from './instruments.ts';
import type { Lock } from './model/lock.ts';
import { day, second } from './model/time.ts';
import { stillKnownAs } from './policy/account-link.ts';
import type { WorkflowDefinition, WorkflowState } from './ports/durable.ts';
import { holdAfter } from './usecases/lock-after-rollback.ts';
import { whoIsWho } from './usecases/who-is-who.ts';
import { around, aroundWorkflow } from './workflows/around.ts';
import { changeValidation, changeValidationWorkflow } from './workflows/change-validation.ts';
import { deploy } from './workflows/deploy.ts';
import { deployWorkflow, observeWorkflow, rerunWorkflow } from './workflows/deploy-message.ts';
import { glassReview, glassReviewWorkflow } from './workflows/glass-review.ts';
import { link, linkWorkflow } from './workflows/link.ts';
import { observe } from './workflows/observe.ts';
import { rerun } from './workflows/rerun.ts';
import { rerunChecks, rerunChecksWorkflow } from './workflows/rerun-checks.ts';
import { restoreDatabase, restoreDatabaseWorkflow } from './workflows/restore-database.ts';
import { rollback } from './workflows/rollback.ts';
import { rollbackWorkflow } from './workflows/rollback-message.ts';
import { runBackup, runBackupWorkflow } from './workflows/run-backup.ts';
import { watch } from './workflows/watch.ts';
import { watchWorkflow } from './workflows/watch-message.ts';

/** Changes only when workflows that are under way can no longer be replayed by the code (see adapters/dbos). */
const workflowVersion = '1';

interface Given {
  settings: Settings;
  /** Of the database. */
  url: string;
  log: Log;
  /** Aborted when the process stops. */
  stopping: AbortSignal;
  /** Takes what has to be undone at the end. */
  ending: (what: string, end: () => Promise<unknown> | unknown) => void;
}

export type Connected = Awaited<ReturnType<typeof connect>>;

/** Builds the adapters of app.ts, and the workflows on them. Nobody is listened to yet, and no workflow runs. */
export async function connect({ settings, url, log, stopping, ending }: Given) {
  const database = await openDatabase({
    url,
    onProblem: (err) => log.warn({ err }, 'a connection with the database was lost'),
  });
  ending('database', () => database.close());
  const clock = settings.clockUrl ? await simulated(settings.clockUrl, { log, ending }) : createSystemClock();
  const outbox = createOutbox({ database });
  const telemetry = createMetrics({
    outbox: () => outbox.backlog(),
    stranded: () => countStranded(),
    realNow: Date.now,
  });
  const ports = {
    clock,
    outbox,
    news: createPeopleNews(database),
    telemetry,
    ...createInstruments({
      settings: settings.instruments,
      servicesUrl: settings.servicesUrl,
      clock,
      stopping,
      onCall: telemetry.called,
    }),
    cluster:
      settings.kubernetes &&
      createClusters({
        settings: settings.kubernetes,
        stopping,
        timeout: 10 * second,
        now: Date.now,
        onCall: ({ verb, resource, status }) => telemetry.called('kubernetes', `${verb} ${resource}`, status),
        onTrouble: (trouble) => log.warn(trouble, 'a cluster cannot be watched for now'),
      }),
    audit: telemetry.counting(createAudit(database)),
    auditLog: createAuditLog(database),
    buttons: createButtons(database),
    catalogs: createCatalogs(database),
    changes: createChanges(database),
    chat: createChat(database),
    delegations: createDelegations(database),
    deployments: createDeployments(database),
    forms: createForms(database, clock),
    inbox: createInbox({ database }),
    lanes: createLanes(database),
    locks: createLocks(database),
    lockQueue: createLockQueue(database),
    mutes: createMutes(database),
    quarantine: createQuarantine(database),
  };
  const github = createGitHub({
    apiUrl: settings.github.apiUrl,
    auth:
      settings.github.auth.kind === 'token'
        ? { token: settings.github.auth.token }
        : { appId: settings.github.auth.appId, privateKey: settings.github.auth.privateKey },
    stopping,
    onWaiting: (waiting) => log.warn({ ...waiting }, 'waiting for GitHub'),
    onCall: ({ route, status }) => telemetry.called('github', route, status),
  });
  const login = createGitHubLogin({
    apiUrl: settings.github.apiUrl,
    clientId: settings.github.login?.clientId ?? '',
    clientSecret: settings.github.login?.clientSecret ?? null,
    now: Date.now,
    onCall: ({ route, status }) => telemetry.called('github', route, status),
  });
  const accounts = createGitHubAccounts({
    database,
    seal: settings.secretKey && createSeal(settings.secretKey),
    renew: login.renew,
    inForce: async (account) => stillKnownAs(await slack.people.person(account.slackId), account),
    now: Date.now,
  });
  const slack = createSlack({
    access: {
      botToken: settings.slack.botToken,
      apiUrl: settings.slack.apiUrl,
      onCall: ({ method, status }) => telemetry.called('slack', method, status ?? 0),
    },
    pace: settings.slack.pace,
    log,
    teams: createTeams(github),
    charts: ports.charts,
    ...whoIsWho({ ...ports, accounts, emails: createVerifiedEmails(github), log }),
    now: Date.now,
    pause: (length) => github.pause(length),
  });
  let countStranded = async () => 0;
  const workflowPorts = {
    ...ports,
    accounts,
    login,
    people: slack.people,
    log,
    pause: (length: number) => github.pause(length),
    whenSlow: createWhenSlow((err) => log.warn({ err }, 'somebody could not be told that it takes long')),
    protection: createProtection(github),
    realNow: Date.now,
    runs: createRuns(github),
    source: createSource(github),
    // Workflows run once the engine is there.
    drivers: { state: (id: string): Promise<WorkflowState> => engine.durable.state(id) },
    holdAfter: (lock: Lock) => holdAfter({ ...ports, people: slack.people, wake: () => {} }, lock),
  };
  const workflows = [
    { name: deployWorkflow, body: deploy(workflowPorts) },
    { name: rerunWorkflow, body: rerun(workflowPorts) },
    { name: observeWorkflow, body: observe(workflowPorts) },
    { name: glassReviewWorkflow, body: glassReview(workflowPorts) },
    { name: linkWorkflow, body: link(workflowPorts) },
    { name: rerunChecksWorkflow, body: rerunChecks(workflowPorts) },
    { name: changeValidationWorkflow, body: changeValidation(workflowPorts) },
    { name: rollbackWorkflow, body: rollback(workflowPorts) },
    { name: restoreDatabaseWorkflow, body: restoreDatabase(workflowPorts) },
    { name: runBackupWorkflow, body: runBackup(workflowPorts) },
    { name: aroundWorkflow, body: around(workflowPorts) },
    { name: watchWorkflow, body: watch(workflowPorts) },
  ] as const satisfies readonly { name: string; body: (...given: never[]) => Promise<void> }[];
  const engine = createDurable({
    url,
    pool: database.pool,
    store: { query: database.query, session: database.session },
    clock,
    workflows: workflows as readonly WorkflowDefinition[],
    replica: settings.replica,
    applicationVersion: workflowVersion,
    log: engineLog(log),
  });
  const { durable } = engine;
  countStranded = async () => (await durable.stranded(Date.now() - 7 * day)).length;
  return { ports: workflowPorts, engine, durable, github, slack, database };
}

async function simulated(url: string, { log, ending }: Pick<Given, 'log' | 'ending'>) {
  const clock = await createSimulatedClock({
    url,
    onProblem: (err) => log.warn({ err }, 'the simulated clock does not answer'),
  });
  ending('clock', () => clock.stop());
  return clock;
}
