import { environmentNames, findEnvironment, findTarget } from '../model/catalog.ts';
import type { CheckRun } from '../model/commit.ts';
import { ofOutside } from '../model/fault.ts';
import type { Notice } from '../model/notice.ts';
import type { Repository } from '../model/repository.ts';
import { fullName } from '../model/repository.ts';
import { hour, second } from '../model/time.ts';
import { sortChecks } from '../policy/gates/checks.ts';
import { mayDeploy } from '../policy/permissions.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { writeDown } from './audit.ts';
import type { ChecksRequest, RedRun, TextNotice } from './checks-words.ts';
import { green, sayAsked, stillRed, tooLate, watching } from './checks-words.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { fact } from './fact.ts';
import { ask } from './ways-out.ts';

export const rerunChecksWorkflow = 'rerun-checks';

/** `press` is the trigger of the press: one workflow each. */
export function rerunChecksId(press: string): string {
  return `${rerunChecksWorkflow}:${press}`;
}

/** So long they are waited for, and so often looked at, by the clock that users see. */
const patience = 2 * hour;
const pause = 30 * second;

type Begun =
  | { kind: 'no'; notice: TextNotice }
  | { kind: 'yes'; repository: Repository; runs: RedRun[]; red: string[] };

/**
 * Has GitHub run the red checks of a commit again, with the rights of whoever could deploy it, and tells them when the checks have
 * ended. A run that deploys is never started so: that would go past the gates.
 */
export function rerunChecks(ports: DeployPorts) {
  return async (context: WorkflowContext<never>, request: ChecksRequest): Promise<void> => {
    const begun = await context.step('look at the checks', () => begin(ports, request));
    if (begun.kind === 'no') return whisper(context, ports, request, 'no', begun.notice);
    const { repository, runs, red } = begun;
    let started: RedRun[] = [];
    if (request.again) {
      const asked = await context.effect('run them again', () => runAgain(ports, context, request, repository, runs));
      await whisper(context, ports, request, 'asked', sayAsked(request, asked, red, patience));
      started = asked.filter(({ why }) => why === null);
      if (started.length === 0) return;
    } else await whisper(context, ports, request, 'watched', watching(request));
    const deadline = (await context.now()) + patience;
    for (;;) {
      const now = await context.now();
      if (now >= deadline) return whisper(context, ports, request, 'late', tooLate(request, patience));
      await context.sleepUntil(Math.min(now + pause, deadline));
      const ended = await context.step('have they ended', () => haveEnded(ports, request, repository, started));
      if (ended) return whisper(context, ports, request, 'ended', await sayEnded(context, ports, request, ended.red));
    }
  };
}

async function begin(ports: DeployPorts, request: ChecksRequest): Promise<Begun> {
  const catalog = await ports.catalogs.active();
  const target = findTarget(catalog, request.target);
  const environment = target ? findEnvironment(target.pipeline, request.environment) : null;
  const rules = environment?.gates.checks;
  if (!target || !environment || !rules || !environmentNames(catalog).includes(request.environment)) {
    return no('The catalog asks for no checks here any more', [
      `${request.target} in ${request.environment} does not wait for them.`,
    ]);
  }
  const may = mayDeploy(await ports.people.membership(request.by.slackId, catalog.roles, { fresh: true }), environment);
  if (!may.allowed) return no('You may not run these checks again', [may.why, `Who can: ${may.who.join(', ')}.`]);
  const { repository } = target.pipeline;
  const found = await fact(() => ports.source.checks(repository, request.sha));
  if (!found.known) return no('The checks could not be looked at', [found.why]);
  const { failing, pending } = sortChecks(rules, found.value);
  if (!request.again) {
    if (pending.length > 0) return { kind: 'yes', repository, runs: [], red: [] };
    return no('The checks have ended already', ['Ask for the deploy again; the gates look at them anew.']);
  }
  if (failing.length === 0) return no('No check is red any more', ['Ask for the deploy again.']);
  const deploying = catalog.pipelines
    .filter((each) => fullName(each.repository) === fullName(repository))
    .flatMap(({ environments }) => environments.map(({ workflow }) => workflow));
  const ids = [...new Set(failing.flatMap(({ runId }) => runId ?? []))];
  const runs = await fact(() => Promise.all(ids.map((id) => redRun(ports, repository, id, failing, deploying))));
  if (!runs.known) return no('The runs of the checks could not be looked at', [runs.why]);
  return { kind: 'yes', repository, runs: runs.value, red: failing.map(({ name }) => name) };
}

async function redRun(
  ports: Pick<DeployPorts, 'runs'>,
  repository: Repository,
  runId: number,
  failing: readonly CheckRun[],
  deploying: readonly string[],
): Promise<RedRun> {
  const run = await ports.runs.get(repository, runId);
  const checks = [...new Set(failing.filter((check) => check.runId === runId).map(({ name }) => name))];
  const red = (why: string | null): RedRun => ({ runId, attempt: run?.attempt ?? 0, checks, why });
  if (!run) return red('its run is gone');
  if (run.file === undefined) return red('it is not known which workflow it belongs to');
  if (deploying.includes(run.file)) return red(`${run.file} deploys, and is started by a deploy alone`);
  return red(null);
}

/** Safe to repeat: a run that is past its failed attempt has been started. */
async function runAgain(
  ports: DeployPorts,
  context: Pick<WorkflowContext<never>, 'id'>,
  request: ChecksRequest,
  repository: Repository,
  runs: readonly RedRun[],
): Promise<RedRun[]> {
  const asked: RedRun[] = [];
  for (const run of runs) {
    if (run.why !== null) {
      asked.push(run);
      continue;
    }
    const answer = await ports.runs.rerunFailed(repository, run.runId, run.attempt).catch((error: unknown) => {
      if (ofOutside(error)) return { kind: 'refused' as const, why: error.message };
      throw error;
    });
    asked.push(answer.kind === 'started' ? run : { ...run, why: `GitHub refused: ${answer.why}` });
  }
  const { by, sha, target, ref } = request;
  const started = asked.filter(({ why }) => why === null);
  const details = { target, ref, sha, checks: started.flatMap(({ checks }) => checks), runs: asked };
  const happening = { action: 'checks.rerun-requested' as const, actor: by, details };
  if (started.length > 0) await writeDown(context, ports, { id: request.environment }, [happening]);
  return asked;
}

/** Null while something is under way, or cannot be looked at. */
async function haveEnded(
  ports: DeployPorts,
  { sha, environment: name, target: targetName }: ChecksRequest,
  repository: Repository,
  started: readonly RedRun[],
): Promise<{ red: string[] } | null> {
  const catalog = await ports.catalogs.active();
  const target = findTarget(catalog, targetName);
  const rules = target ? findEnvironment(target.pipeline, name)?.gates.checks : null;
  if (!rules) return { red: [] };
  const found = await fact(async () => ({
    runs: await Promise.all(started.map(({ runId }) => ports.runs.get(repository, runId))),
    checks: await ports.source.checks(repository, sha),
  }));
  if (!found.known) return null;
  const { runs, checks } = found.value;
  if (runs.some((run, index) => run && (run.conclusion === null || run.attempt <= (started[index]?.attempt ?? 0)))) {
    return null;
  }
  const { failing, pending } = sortChecks(rules, checks);
  return pending.length > 0 ? null : { red: [...new Set(failing.map(({ name: check }) => check))] };
}

/** `late` news go to the channel: the answer to the press is long over by then. */
async function whisper(
  context: WorkflowContext<never>,
  ports: DeployPorts,
  { by, channel, responseUrl }: ChecksRequest,
  part: 'no' | 'asked' | 'watched' | 'late' | 'ended',
  notice: Notice,
): Promise<void> {
  const late = part === 'late' || part === 'ended';
  await context.step(`tell: ${part}`, () =>
    ports.chat.whisper({
      key: `${context.id}:${part}`,
      person: by.slackId,
      channel,
      responseUrl: late ? null : responseUrl,
      notice,
    }),
  );
}

function no(title: string, lines: string[]): Begun {
  return { kind: 'no', notice: { kind: 'text', tone: 'warning', title, lines } };
}

async function sayEnded(
  context: WorkflowContext<never>,
  ports: DeployPorts,
  request: ChecksRequest,
  red: readonly string[],
): Promise<TextNotice> {
  if (red.length > 0) return stillRed(request, red);
  const { environment, target, ref, reason, inputs } = request;
  const wanted = { environment, target, ref, reason, inputs };
  return green(request, await context.step('offer the deploy', () => ask(ports, wanted, 'Deploy', 'primary')));
}
