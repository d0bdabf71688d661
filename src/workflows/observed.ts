import { findEnvironment } from '../model/catalog.ts';
import type { ResolvedRef } from '../model/commit.ts';
import type { Deployment } from '../model/deployment.ts';
import { deploymentIdOfRun, ended } from '../model/deployment.ts';
import { ofOutside } from '../model/fault.ts';
import type { PersonRef } from '../model/person.ts';
import type { Run } from '../model/run.ts';
import type { Instant } from '../model/time.ts';
import { second } from '../model/time.ts';
import { shownServices } from '../policy/shown-services.ts';
import { asUnasked, judgeStarted, skippedRules } from '../policy/skipped-rules.ts';
import { deploysTo } from '../policy/started-elsewhere.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { unapproved } from './admission.ts';
import type { DeployMessage, ObserveRequest } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { fixedRef } from './find-ref.ts';
import type { Look } from './gather.ts';
import { look } from './gather.ts';
import { newDeployment } from './new-deployment.ts';
import type { Sighted } from './sighting.ts';
import { approversOf } from './vote.ts';

/** A run that was not started here, with everything that is to be known of it when it is first shown. */
export interface Observed {
  deployment: Deployment;
  look: Look;
  ref: ResolvedRef;
  run: Run;
  starter: PersonRef;
}

/** So long until GitHub or Slack is asked once more, real time, and so often. Each time waits out an outage by itself. */
const pause = 30 * second;
const tries = 100;

/**
 * Null when the catalog no longer has it, or when the run is one that somebody has taken over already. Nobody waits for an answer
 * here, so an outage is waited out, however long it takes.
 */
export async function observed(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  request: ObserveRequest,
  sighted: Sighted,
): Promise<Observed | null> {
  for (let left = tries; ; left--) {
    const { found } = await context.step('what it is', async () => {
      try {
        return { found: await read(ports, context.id, request, sighted) };
      } catch (error) {
        if (ofOutside(error) && left > 1) return { found: 'later' as const };
        throw error;
      }
    });
    if (found !== 'later') return found;
    await context.step('wait for GitHub and Slack', () => ports.pause(pause));
  }
}

async function read(
  ports: DeployPorts,
  driver: string,
  { repository, next }: ObserveRequest,
  { pipeline: name, environment, run, refKind }: Sighted,
): Promise<Observed | null> {
  const { pipelines } = await ports.catalogs.active();
  const pipeline = pipelines.find((each) => each.name === name);
  const wanted = pipeline && findEnvironment(pipeline, environment);
  if (!wanted) return null;
  const all = await ports.deployments.ofRun(repository, run.id);
  const ours = next ? undefined : all.find(({ origin }) => origin.via !== 'github');
  const known = all.find((each) => each.environment === environment) ?? ours;
  if (known && known.driver !== driver && !ended(known.state)) return null;
  // What was asked for here came here by itself: whoever asked for that is behind this too, and it is of the same commit.
  const from = next && all.find(({ origin, environment: other }) => origin.via !== 'github' && other !== environment);
  const before = known ?? from;
  const [starter, ref] = await Promise.all([
    from ? whoAsked(from, run) : whoStarted(ports, run),
    before ? fixedRef(before) : commitOf(ports, pipeline.repository, run, refKind),
  ]);
  const told = shownServices(pipeline, wanted, run);
  const first = deploymentIdOfRun(repository, run.id);
  const besides = next !== undefined || all.some(({ id }) => id === first);
  const id = known?.id ?? (besides ? deploymentIdOfRun(repository, run.id, environment) : first);
  const startedAt = next ? reachedAt(run, wanted, ports.clock.now()) : (run.startedAt ?? run.updatedAt);
  const seen = await look(ports, {
    deploymentId: id,
    askedBy: starter.slackId,
    environment: known?.environment ?? environment,
    target: before?.target ?? told ?? pipeline.default,
    ref: ref.name,
    fixed: ref,
    glass: false,
    begun: { sha: run.headSha, at: startedAt },
    voters: known?.approval ? approversOf(known.approval) : [],
  });
  if (!seen) return null;
  const verdicts = judgeStarted(seen.environment, seen.facts, startedAt);
  const judged = { ...seen, verdicts };
  const given = { driver, run, starter, ref, startedAt, headMustMatch: before?.headMustMatch ?? true };
  const deployment =
    known && known.driver !== driver ? await again(ports, known, given) : await draft(ports, id, judged, given);
  if (!deployment) return null;
  const unasked = verdicts.map(asUnasked);
  // Where GitHub holds it by our rule it is still asked about.
  deployment.verdicts = wanted.githubEnvironment?.rule ? verdicts : unasked;
  const goesOnFrom = from ? { id: from.id, environment: from.environment } : known?.startedElsewhere?.goesOnFrom;
  deployment.startedElsewhere = {
    event: run.event,
    ...(goesOnFrom && { goesOnFrom }),
    servicesKnown: before
      ? (before.startedElsewhere?.servicesKnown ?? true)
      : told !== null || tellsServices(run, seen),
    beside: [],
    // Where GitHub asks its own reviewers, its end shows whether one of them has let it in.
    skipped: skippedRules(
      seen.environment,
      unasked,
      asksReviewers(seen.environment) ? null : unapproved(deployment, judged),
    ),
  };
  return { deployment, look: judged, ref, run, starter };
}

/** When the run came to this environment: its job may still wait. */
function reachedAt(run: Run, environment: Look['environment'], now: Instant): Instant {
  const begun = run.jobs.flatMap((job) => (deploysTo(environment, job) ? (job.startedAt ?? []) : []));
  return Math.min(now, ...begun);
}

/** Whether GitHub's own reviewers stand in for the approval here. */
export function asksReviewers({ approvals, githubEnvironment }: Look['environment']): boolean {
  return approvals !== null && githubEnvironment?.reviewers === true && !githubEnvironment.rule;
}

/** Inputs of a run that was started by hand are not told, unless its title shows them; where there is one service there is no doubt. */
function tellsServices({ event }: Run, { target }: Look): boolean {
  return event !== 'workflow_dispatch' || target.pipeline.services.length === 1;
}

/** Of the attempts of `from`, whose this one is. */
function whoAsked({ attempts, requester }: Deployment, { id }: Run): PersonRef {
  return attempts.findLast(({ runId }) => runId === id)?.by ?? requester;
}

async function whoStarted(ports: DeployPorts, run: Run): Promise<PersonRef> {
  const login = run.startedBy ?? run.actor;
  if (login === null) return { slackId: null, name: 'somebody on GitHub', githubLogin: null };
  const person = await ports.people.byGitHub(login);
  return person
    ? { slackId: person.slackId, name: person.name, githubLogin: login }
    : { slackId: null, name: login, githubLogin: login };
}

/** A run says of what commit it is, and by which name. */
async function commitOf(
  ports: DeployPorts,
  repository: { owner: string; name: string },
  run: Run,
  refKind: Sighted['refKind'],
): Promise<ResolvedRef> {
  const found = await ports.source.resolve(repository, run.headSha);
  if ('problem' in found) throw new Error(`GitHub has no commit ${run.headSha}, of which run ${run.id} is`);
  if (run.headBranch === null) return found;
  return { ...found, kind: refKind ?? 'branch', name: run.headBranch };
}

interface Given {
  driver: string;
  run: Run;
  starter: PersonRef;
  ref: ResolvedRef;
  startedAt: number;
  headMustMatch: boolean;
}

/** The next attempt of a deployment that has ended: somebody re-ran it on GitHub. Of several who see that, one takes it over. */
async function again(ports: DeployPorts, known: Deployment, { driver, run, starter, startedAt }: Given) {
  const reruns = known.reruns + 1;
  if (!(await ports.deployments.claimAttempt(`rerun:${known.id}:${reruns}`, driver))) return null;
  const number = known.attempts.length + 1;
  const attempt = { number, kind: 'rerun' as const, by: starter, startedAt, endedAt: null, runId: run.id };
  const attempts = [...known.attempts, attempt];
  const now = { state: 'running' as const, stateSince: startedAt, endedAt: null, note: null };
  const taken: Deployment = { ...known, ...now, driver, reruns, attempts, run };
  await ports.deployments.save(taken);
  return taken;
}

function draft(
  ports: DeployPorts,
  id: string,
  seen: Look,
  { driver, run, starter, ref, startedAt, headMustMatch }: Given,
): Promise<Deployment> {
  return newDeployment(ports, seen, ref, {
    id,
    requester: starter,
    origin: { channel: seen.environment.channel, responseUrl: null, via: 'github' },
    driver,
    requestedAt: startedAt,
    state: 'running',
    headMustMatch,
    attempts: [{ number: 1, kind: 'dispatch', by: starter, startedAt, endedAt: null, runId: run.id }],
    run,
  });
}
