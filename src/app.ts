import { commands } from '../commands/index.ts';
import { why as whyCommand } from '../commands/why.ts';
import { engineLog } from './adapters/dbos/log.ts';
import { prepareTables } from './adapters/dbos/tables.ts';
import { examineGitHub } from './adapters/github/doctor-github.ts';
import { createSource } from './adapters/github/source.ts';
import type { Log } from './adapters/log/log.ts';
import { createLog } from './adapters/log/log.ts';
import { createAuditLog } from './adapters/postgres/audit-log.ts';
import { openDatabase } from './adapters/postgres/database.ts';
import { examineDatabase } from './adapters/postgres/doctor.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres, stopOnceStarted } from './adapters/postgres/embedded.ts';
import { sweep } from './adapters/postgres/housekeeping.ts';
import { watchNotifications } from './adapters/postgres/notifications.ts';
import type { LoadedCatalog } from './config/catalog/load.ts';
import { loadCatalog, readText } from './config/catalog/load.ts';
import { sayProblem } from './config/catalog/problem.ts';
import { watchCatalog } from './config/catalog/watch.ts';
import type { Settings } from './config/env.ts';
import type { Connected } from './connect.ts';
import { connect } from './connect.ts';
import { followClusters } from './follow-clusters.ts';
import { flaggerRoutes } from './inbound/flagger/gates.ts';
import { createWebhookHandling } from './inbound/github/handle.ts';
import { createWebhookHandler } from './inbound/github/webhooks.ts';
import { createHttpServer } from './inbound/http/server.ts';
import { createReconciler } from './inbound/reconcile.ts';
import { createRelay } from './inbound/relay.ts';
import { createAlarm } from './inbound/schedules/alarm.ts';
import { createSchedules } from './inbound/schedules/schedules.ts';
import { createSlackInbound } from './inbound/slack/bolt.ts';
import { createCalls } from './inbound/slack/calls.ts';
import { createDoors } from './inbound/slack/doors.ts';
import { createSlackHandling } from './inbound/slack/handle.ts';
import { createHome } from './inbound/slack/home.ts';
import type { Finding, Notice } from './model/notice.ts';
import type { RunUpdate } from './model/run.ts';
import { second } from './model/time.ts';
import { workflowDemands } from './policy/workflow-demands.ts';
import { linkingUseCases } from './usecases/account-linking.ts';
import { askUseCases } from './usecases/asking.ts';
import { postCheckpoint } from './usecases/audit-checkpoint.ts';
import { type ReadAudit, verifyAudit } from './usecases/audit-proof.ts';
import { takeInCatalog } from './usecases/catalog-intake.ts';
import { delegatingUseCases } from './usecases/delegating.ts';
import { beginToWatch } from './usecases/elsewhere.ts';
import { examineCatalogClusters } from './usecases/examining-clusters.ts';
import { examineInstruments } from './usecases/examining-instruments.ts';
import { keepLocks } from './usecases/lock-keeper.ts';
import { lockUseCases } from './usecases/locks.ts';
import { mutingUseCases } from './usecases/muting.ts';
import { notSetUp } from './usecases/not-set-up.ts';
import { quarantineUseCases } from './usecases/quarantine.ts';
import { reviewAsking } from './usecases/review-asking.ts';
import { holdOf, knownRepositories, recentRuns, runNews, runsInFlight } from './usecases/run-news.ts';
import { startUseCases } from './usecases/starting.ts';
import { tellStranded } from './usecases/stranded.ts';
import { observeWorkflow, observeWorkflowId } from './workflows/deploy-message.ts';
import { look } from './workflows/gather.ts';
import { linkWorkflow, linkWorkflowId } from './workflows/link.ts';
import { workflowNames } from './workflows/names.ts';
import { pictureOf } from './workflows/strategies/picture.ts';

/** For the command line, which reads workflow files that lie beside a catalog. */
export { readWorkflowFile } from './adapters/github/workflow-file.ts';

export interface App {
  log: Log;
  /** Resolves when the process takes in work. Throws `Fault` with a sentence for people when it cannot. */
  start(): Promise<void>;
  /** Takes in no more, lets what is under way reach its next safe point, and leaves nothing behind. */
  stop(why: string): Promise<void>;
  /** Everything outside, looked at: needs no start of the doors. */
  diagnose(): Promise<Finding[]>;
  /** The audit log alone, without anything else of the product being started. */
  readAudit(): Promise<ReadAudit>;
  /** What `/why` with this text answers the person of this Slack id, whether the bot runs on the same database or not. */
  why(text: string, slackId: string): Promise<Notice>;
}

/** Connects the parts. Nothing happens before `start`, `diagnose` or `why`. `begun` is the built-in Postgres, where its start has begun. */
export function createApp(settings: Settings, begun?: Promise<EmbeddedPostgres>): App {
  const log = createLog(settings.logLevel);
  const stopping = new AbortController();
  let hold = () => {};
  /** Undone in reverse order. */
  const endings: { what: string; end: () => Promise<unknown> | unknown }[] = [];
  const ending = (what: string, end: () => Promise<unknown> | unknown) => endings.push({ what, end });

  async function connectTo(url: string): Promise<Connected> {
    const made = await connect({ settings, url, log, stopping: stopping.signal, ending });
    hold = made.engine.hold;
    return made;
  }

  async function databaseUrl(): Promise<string> {
    if (settings.databaseUrl !== null) return settings.databaseUrl;
    const starting = begun ?? startEmbeddedPostgres({ folder: settings.data });
    ending('built-in Postgres', () => stopOnceStarted(starting));
    const server = await starting;
    server.onRestart((why) => log.error({ why }, 'the built-in Postgres was started again'));
    return server.url;
  }

  function doctors(
    { ports, github, slack, database }: Connected,
    door: () => { mode: 'socket' | 'http'; open: boolean } | null,
  ) {
    return [
      () => examineDatabase(database),
      () => slack.examine({ catalog: () => ports.catalogs.active(), door }),
      async () =>
        examineGitHub({
          github,
          catalog: await ports.catalogs.active(),
          webhookSecret: settings.github.webhookSecret !== null,
          judge: workflowDemands,
        }),
      async () => examineInstruments(ports, await ports.catalogs.active()),
      async () => examineCatalogClusters(ports.cluster, await ports.catalogs.active()),
    ];
  }

  /** What commands get to ask for and to do. */
  function calling(
    connected: Connected,
    door: () => { mode: 'socket' | 'http'; open: boolean } | null,
    wakeLocks: () => void,
  ) {
    const { ports, durable, slack, github } = connected;
    const ask = askUseCases(
      { ...ports, source: createSource(github.withPatience(2 * second)) },
      commands,
      doctors(connected, door),
      (question) => look(ports, question),
      async (deployment, environment) => environment && pictureOf(ports, deployment, environment),
    );
    const call = createCalls({
      people: slack.people,
      catalogs: ports.catalogs,
      clock: ports.clock,
      start: startUseCases({ durable, deployments: ports.deployments }, workflowNames),
      ask,
      do: {
        ...lockUseCases({ ...ports, wake: wakeLocks }),
        ...reviewAsking(ports),
        ...quarantineUseCases(ports),
        people: {
          ...linkingUseCases(
            { ...ports, durable },
            { workflow: linkWorkflow, id: linkWorkflowId, configured: settings.github.login !== null },
          ),
          ...delegatingUseCases(ports),
          ...mutingUseCases(ports),
        },
      },
    });
    return { ask, call };
  }

  /** The file, or, when it is bad, the version that was active before. */
  async function settle(ports: Connected['ports'], loaded: LoadedCatalog): Promise<void> {
    const read = loaded.ok ? loaded : { ok: false as const, problems: loaded.problems.map(sayProblem) };
    const outcome = await takeInCatalog(ports, settings.catalog.split('/').at(-1) ?? settings.catalog, read);
    if (!loaded.ok)
      log.error({ problems: read.ok ? [] : read.problems }, 'the catalog is not usable; the one before stays');
    else log.info({ hash: loaded.catalog.hash, outcome }, 'the catalog was read');
    for (const problem of loaded.ok ? notSetUp(loaded.catalog, ports) : [])
      log.warn({ problem }, 'the catalog asks for what is not set up');
    await beginToWatch(ports);
  }

  async function readCatalogFile(): Promise<{ text: string | null; loaded: LoadedCatalog }> {
    const text = await readText(settings.catalog);
    return typeof text === 'string'
      ? { text, loaded: loadCatalog(text, settings.catalog) }
      : { text: null, loaded: { ok: false, problems: [text] } };
  }

  async function start(): Promise<void> {
    const [url, first] = await Promise.all([databaseUrl(), readCatalogFile()]);
    const tables = prepareTables({ url, log: engineLog(log) });
    ending('tables', () => tables);
    const connected = await connectTo(url);
    const { ports, engine, durable, slack } = connected;
    await settle(ports, first.loaded);
    const watch = watchCatalog({
      file: settings.catalog,
      last: first.text,
      every: second,
      report: (loaded) => settle(ports, loaded),
      failed: (err) => log.error({ err }, 'the catalog could not be looked at'),
    });
    ending('catalog', () => watch.stop());

    let door = (): { mode: 'socket' | 'http'; open: boolean } => ({ mode: settings.slack.mode, open: false });
    const locks = createAlarm({
      name: 'locks',
      clock: ports.clock,
      run: () => keepLocks({ ...ports, wake: () => {} }),
      log,
    });
    const checkpoints = createAlarm({
      name: 'audit checkpoints',
      clock: ports.clock,
      run: () => postCheckpoint(ports),
      log,
    });
    const { ask, call } = calling(connected, () => door(), locks.ring);
    const inbound = createSlackInbound({
      settings: settings.slack,
      doors: createDoors({
        commands,
        inbox: ports.inbox,
        buttons: ports.buttons,
        forms: ports.forms,
        chat: ports.chat,
        surface: slack.surface,
        call,
        log,
        clock: ports.clock,
        news: ports.news,
        now: Date.now,
      }),
      log,
      now: Date.now,
    });
    door = () => ({ mode: inbound.mode, open: inbound.open() });
    const news = { ...ports, durable, observe: { workflow: observeWorkflow, id: observeWorkflowId } };
    const told = new Map<string, string>();
    const signal = {
      run: (update: RunUpdate, id: string | null, again = 0) => runNews(news, update, id, again),
    };
    const relay = createRelay({
      inbox: ports.inbox,
      handlers: {
        slack: createSlackHandling({
          commands,
          call,
          buttons: ports.buttons,
          chat: ports.chat,
          showHome: createHome({ commands, people: slack.people, ask, surface: slack.surface }),
          log,
        }),
        github: async (taken) =>
          createWebhookHandling({ signal, knows: await knownRepositories(ports.catalogs) })(taken),
      },
      log,
    });
    const reconciler = createReconciler({
      inFlight: () => runsInFlight(ports.deployments),
      runs: ports.runs,
      holds: (repository, runId) => holdOf(ports.protection, repository, runId),
      signal,
      onError: (err, about) => log.warn({ err, about }, 'a run could not be polled'),
    });
    const courier = slack.courier(ports.outbox, (anchor) => ports.chat.permalink(anchor));
    const { webhookSecret } = settings.github;
    const notifications = watchNotifications(connected.database, {
      onChange: (arrive) => log.warn({ arrive }, 'notifications of Postgres: whether they arrive has changed'),
    });
    ending('notifications', () => notifications.stop());
    const server = createHttpServer({
      host: settings.host,
      port: settings.port,
      readiness: [
        { name: 'database', check: () => connected.database.pool.query('select 1').then(() => null) },
        { name: 'slack', check: () => (inbound.open() ? null : 'not connected') },
        { name: 'notifications of Postgres', check: notifications.trouble, slowsOnly: true },
      ],
      metrics: ports.telemetry.registry,
      routes: {
        ...(webhookSecret === null
          ? {}
          : {
              '/github/webhooks': createWebhookHandler({
                secret: webhookSecret,
                inbox: ports.inbox,
                onRefused: ({ status, why, error }) => {
                  ports.telemetry.turnedAway('github', status);
                  log.warn({ status, why, err: error }, 'a webhook was turned away');
                },
              }),
            }),
        ...(inbound.listener ? { '/slack/events': inbound.listener } : {}),
        ...flaggerRoutes(ports.cluster, (trouble) => log.warn(trouble, 'a gate of Flagger could not be answered')),
      },
      log,
    });

    await tables;
    await engine.launch();
    ending('workflows', () => engine.shutdown({ grace: 5 * second }));
    courier.start();
    ending('courier', () => courier.stop());
    reconciler.start();
    reconciler.poke();
    ending('polling', () => reconciler.stop());
    const clusterNews = followClusters(connected, settings.replica, log);
    clusterNews?.start();
    ending('clusters', () => clusterNews?.stop());
    relay.start();
    ending('relay', () => relay.stop());
    ending('news of people', ports.news.hear(slack.forget));
    locks.ring();
    ending('locks', () => locks.stop());
    checkpoints.ring();
    ending('checkpoints', () => checkpoints.stop());
    const schedules = createSchedules({
      chores: [
        {
          name: 'stranded workflows',
          cron: '*/10 * * * *',
          run: async () => {
            const ids = await tellStranded({ ...ports, durable }, Date.now());
            if (ids.length > 0) log.error({ ids }, 'workflows cannot go on by themselves');
          },
        },
        // Without webhooks, and when one is lost, this is how they are heard of.
        { name: 'runs that start elsewhere', cron: '*/15 * * * * *', run: () => recentRuns(news, told) },
        { name: 'locks', cron: '* * * * *', run: async () => locks.ring() },
        { name: 'audit checkpoints', cron: '3 * * * *', run: async () => checkpoints.ring() },
        { name: 'housekeeping', cron: '17 * * * *', run: () => sweep(connected.database) },
      ],
      log,
    });
    schedules.start();
    ending('schedules', () => schedules.stop());
    const port = await server.start();
    ending('http', () => server.stop());
    inbound.start();
    ending('slack', () => inbound.stop());
    log.info({ port, replica: settings.replica, slack: settings.slack.mode }, 'quarterdeck is up');
  }

  async function stop(why: string): Promise<void> {
    log.info({ why }, 'quarterdeck is stopping');
    // In this order: what the workflows were waiting for breaks off, and that must count as undone, not as failed.
    hold();
    stopping.abort();
    for (const { what, end } of endings.splice(0).reverse()) {
      try {
        await end();
      } catch (err) {
        log.error({ err, what }, 'a part did not stop cleanly');
      }
    }
    log.info({}, 'quarterdeck has stopped');
  }

  async function diagnose(): Promise<Finding[]> {
    const connected = await connectTo(await databaseUrl());
    const { loaded } = await readCatalogFile();
    await settle(connected.ports, loaded);
    const found = await Promise.all(doctors(connected, () => null).map((examine) => examine()));
    return found.flat();
  }

  async function readAudit(): Promise<ReadAudit> {
    const database = await openDatabase({ url: await databaseUrl() });
    ending('database', () => database.close());
    const auditLog = createAuditLog(database);
    return { sealed: auditLog.sealed, verify: (given) => verifyAudit(auditLog, given) };
  }

  async function why(text: string, slackId: string): Promise<Notice> {
    const { call } = calling(
      await connectTo(await databaseUrl()),
      () => null,
      () => {},
    );
    const channel = { id: '', name: null };
    const trigger = `asked:${slackId}`;
    const asked = await call({ user: slackId, channel, responseUrl: null, trigger, asked: null });
    const reply = await whyCommand.run(asked, text);
    if (reply.kind !== 'notice') throw new Error(`/why answered with a ${reply.kind}`);
    return reply.notice;
  }

  return { log, start, stop, diagnose, readAudit, why };
}
