import type { GitHubSimulation, WorldParts } from '../contract.ts';
import { logText } from './actions/log-text.ts';
import { keepSchedules } from './actions/schedules.ts';
import type { Workflow } from './actions/workflow-file.ts';
import { dispatchAs } from './dispatches.ts';
import { createGraph } from './graph/graph.ts';
import { createFaults } from './http/faults.ts';
import { createRateLimit } from './http/rate-limit.ts';
import { createRouter } from './http/route.ts';
import { startServer } from './http/server.ts';
import { createDeviceFlow } from './login/device-flow.ts';
import { createLoginSite } from './login/login-site.ts';
import { createPages } from './pages.ts';
import { pullRequestAs } from './pull-request-as.ts';
import { pushAs } from './pushes.ts';
import { allRoutes } from './routes/all.ts';
import { seedActivity } from './seed-activity.ts';
import { setChecks } from './set-checks.ts';
import { teamShape } from './shapes/environment.ts';
import { createShortLinks } from './short-links.ts';
import { upload } from './upload.ts';
import { createGitHubWorld, type GitHubWorld } from './world-of-github.ts';
import { describeWorld } from './world-view.ts';

export interface GitHubOptions {
  /** 0, the default, takes a free port. */
  port?: number;
  /** Requests of one token in an hour. */
  rateLimit?: number;
  /** Real time, ms since the epoch: tokens, rate limits and faults live in it. */
  realNow?: () => number;
}

/** GitHub, simulated: its API at `apiUrl`, its webhooks, and an Actions engine that plays the example's own workflows. */
export async function createGitHub(parts: WorldParts, options: GitHubOptions = {}): Promise<GitHubSimulation> {
  const realNow = options.realNow ?? Date.now;
  let origin = '';
  const world = await createGitHubWorld(parts, { origin: () => origin, realNow });
  const { credentials, timeline, webhooks, site } = world;
  const limit = { limit: options.rateLimit ?? 5_000, now: realNow };
  const rateLimit = createRateLimit({ ...limit, resource: 'core' });
  const graphLimit = createRateLimit({ ...limit, resource: 'graphql' });
  const faults = createFaults(realNow);
  const deviceFlow = createDeviceFlow({
    ids: parts.ids,
    clientId: credentials.clientId,
    verificationUri: () => `${origin}/login/device`,
    realNow,
    issue: credentials.issueFor,
  });
  const signing = { secret: credentials.webhookSecret, origin: () => origin, realNow };
  const logs = createShortLinks('_logs', signing);
  const zips = createShortLinks('_artifacts', signing);
  const routes = allRoutes(world, {
    rateLimit,
    graphLimit,
    logLink: ({ id }) => logs.make(id),
    artifactLink: ({ id }) => zips.make(id),
  });
  const server = await startServer(
    {
      router: createRouter(routes),
      credentials,
      rateLimit,
      graph: createGraph(world),
      graphLimit,
      faults,
      traffic: parts.traffic,
      ids: parts.ids,
      realNow,
      settle: timeline.settle,
      page: createPages(world),
      login: createLoginSite(deviceFlow, parts.people),
      download(url) {
        const job = world.engine.job(logs.read(url) ?? 0);
        return job ? logText(job, site.fullName) : world.artifacts.get(zips.read(url) ?? 0)?.zip;
      },
    },
    options.port ?? 0,
  );
  origin = server.origin;
  seedActivity(world);
  // From now on: what stands already was let in long ago.
  for (const [environment, rules] of Object.entries(parts.seed.environments))
    world.protection.protect(environment, rules);
  keepSchedules(timeline, world.workflows, (workflow, cron) => startOnSchedule(world, workflow, cron));

  return {
    apiUrl: origin,
    token: credentials.token,
    appId: credentials.appId,
    clientId: credentials.clientId,
    get privateKey() {
      return credentials.privateKey();
    },
    webhookSecret: credentials.webhookSecret,
    routes: routes.map((route) => `${route.method} ${route.path}`),
    deliverTo: webhooks.deliverTo,
    world() {
      timeline.settle();
      return describeWorld(world);
    },
    running: world.running.all,
    commitOf: (name) => world.history.resolve(name)?.commit.sha ?? null,
    push: (handle, asked) => pushAs(world, handle, asked),
    dispatch: (handle, asked) => dispatchAs(world, handle, asked),
    failJob: world.failures.add,
    setChecks: (wish) => setChecks(world, wish),
    upload: (wish) => upload(world, wish),
    pullRequest: (wish) => pullRequestAs(world, wish),
    protectBranch(branch, rules, ruleset) {
      if (ruleset === undefined) world.branchProtections.protect(branch, rules);
      else world.branchProtections.rule(ruleset, branch, rules);
      world.changed('repositories');
    },
    fault: faults.add,
    clearFaults() {
      faults.clear();
      world.failures.clear();
    },
    told: webhooks.idle,
    webhooks: webhooks.mode,
    setTeamMembers(team, logins) {
      setTeam(
        world,
        team,
        logins.map((login) => site.users.find(login).login),
      );
    },
    protect: world.protection.protect,
    review(handle, { run: id, environment, approved, comment = '' }) {
      timeline.settle();
      const run = world.engine.run(id);
      if (run === undefined) return false;
      const reviewer = site.users.find(handle).login;
      return world.protection.review(run, { environments: [environment], approved, reviewer, comment }).length > 0;
    },
    enterDeviceCode: (handle, code, approved) => deviceFlow.decide(code, site.users.find(handle).login, approved),
    verifyEmails: (handle, addresses) => void world.verifiedEmails.set(site.users.find(handle).login, addresses),
    tokenOf: (handle) => credentials.tokenOf(site.users.find(handle).login),
    onChange: world.onChange,
    async close() {
      timeline.close();
      await server.close();
      await webhooks.close();
    },
  };
}

function setTeam({ teams, site, webhooks, payloads, changed }: GitHubWorld, slug: string, logins: string[]): void {
  const before = teams.get(slug) ?? [];
  teams.set(slug, logins);
  const tell = (login: string, action: 'added' | 'removed') =>
    webhooks.send('membership', action, () => payloads.membership(teamShape(site, teams, slug), login, action));
  for (const login of before) if (!logins.includes(login)) tell(login, 'removed');
  for (const login of logins) if (!before.includes(login)) tell(login, 'added');
  changed('teams');
}

/** On the default branch, in the name of whoever was there last. */
function startOnSchedule({ history, site, engine }: GitHubWorld, workflow: Workflow, cron: string): void {
  const target = history.resolve(site.defaultBranch);
  if (target === undefined) return;
  const { sha, author } = target.commit;
  const payload = { schedule: cron, workflow: workflow.path };
  engine.start(workflow, { event: 'schedule', ref: `refs/heads/${site.defaultBranch}`, sha, actor: author, payload });
}
