import { Fault } from '../../src/model/fault.ts';
import type { Repository } from '../../src/model/repository.ts';
import { fullName } from '../../src/model/repository.ts';
import type { Job, Run, RunUpdate } from '../../src/model/run.ts';
import type { DispatchAnswer, Runs } from '../../src/ports/runs.ts';

type DispatchRequest = Parameters<Runs['dispatch']>[0];

/** How the next dispatch goes: `arrives` says whether a run comes of it in spite of the answer. */
export interface NextDispatch {
  answer: DispatchAnswer;
  arrives: boolean;
}

/** GitHub Actions in memory. Runs stand still until a test moves them. */
export interface FakeRuns extends Runs {
  /** Dispatches that arrived, with the run that came of each. */
  readonly dispatched: (DispatchRequest & { runId: number })[];
  readonly githubDeployments: (Parameters<Runs['recordDeployment']>[0] & { id: number; states: string[] })[];
  /** Answers for the coming dispatches, in order; without one a dispatch succeeds with its run's id. */
  nextDispatch(...answers: NextDispatch[]): void;
  /** What a dispatched ref points at; the run gets it as its head SHA. */
  pointRefs(sha: (repository: Repository, ref: string) => string): void;
  /** A run that others start: a push to `headBranch` by dana-dev, unless said. Returns the news of it. */
  startElsewhere(repository: Repository, wanted: Partial<Run> & { file: string }): RunUpdate;
  /** Changes a run and returns the news of it, as a webhook would bring it. */
  move(repository: Repository, runId: number, change: Partial<Run>): RunUpdate;
  /** Ends the run, with one job of that conclusion. */
  complete(repository: Repository, runId: number, conclusion: 'success' | 'failure' | 'cancelled'): RunUpdate;
  /** The job enters the environment on GitHub. */
  enter(jobId: number, environment: string): void;
  setLog(jobId: number, lines: string[]): void;
  fail(method: keyof Runs, error: Error, times?: number): void;
  readonly calls: { method: keyof Runs; arguments: unknown[] }[];
}

export function createFakeRuns(): FakeRuns {
  const runs = new Map<string, Run>();
  const seen = new Map<string, string>();
  const logs = new Map<number, string[]>();
  const entered = new Map<number, string>();
  const failures = new Map<keyof Runs, { error: Error; times: number }>();
  const queue: NextDispatch[] = [];
  const calls: FakeRuns['calls'] = [];
  const dispatched: FakeRuns['dispatched'] = [];
  const githubDeployments: FakeRuns['githubDeployments'] = [];
  let pointsAt = (_repository: Repository, _ref: string) => '0'.repeat(40);
  let ids = 1000;
  let time = Date.UTC(2026, 0, 5, 12);

  const keyOf = (repository: Repository, runId: number) => `${fullName(repository)} ${runId}`;
  function called(method: keyof Runs, ...given: unknown[]): void {
    calls.push({ method, arguments: given });
    const failure = failures.get(method);
    if (!failure || failure.times <= 0) return;
    failure.times--;
    throw failure.error;
  }
  function must(repository: Repository, runId: number) {
    const run = runs.get(keyOf(repository, runId));
    if (!run) throw new Fault('not-found', `GitHub knows no run ${runId} of ${fullName(repository)}.`);
    return run;
  }
  const shown = (run: Run): Run => structuredClone(run);

  function begin(request: DispatchRequest): number {
    const id = ++ids;
    const deploymentId = request.inputs.deployment_id;
    const url = `https://github.example/${fullName(request.repository)}/actions/runs/${id}`;
    runs.set(keyOf(request.repository, id), {
      id,
      attempt: 1,
      title: deploymentId ? `Deploy ${deploymentId}` : 'Deploy',
      workflow: request.workflow.replace(/\.ya?ml$/, ''),
      file: request.workflow,
      headSha: pointsAt(request.repository, request.ref),
      headBranch: request.ref,
      event: 'workflow_dispatch',
      status: 'queued',
      conclusion: null,
      url,
      actor: 'quarterdeck[bot]',
      startedBy: 'quarterdeck[bot]',
      startedAt: time,
      updatedAt: ++time,
      jobs: [],
    });
    dispatched.push({ ...request, runId: id });
    return id;
  }
  function move(repository: Repository, runId: number, change: Partial<Run>): RunUpdate {
    const run = Object.assign(must(repository, runId), { updatedAt: ++time }, change);
    const { jobs, ...rest } = shown(run);
    return { repository: fullName(repository), runId, run: rest, jobs, whole: true };
  }

  return {
    dispatched,
    githubDeployments,
    calls,
    nextDispatch: (...answers) => void queue.push(...answers),
    pointRefs: (sha) => {
      pointsAt = sha;
    },
    startElsewhere(repository, wanted) {
      const id = ++ids;
      const { headBranch = 'develop', actor = 'dana-dev' } = wanted;
      runs.set(keyOf(repository, id), {
        id,
        attempt: 1,
        title: 'Deploy',
        workflow: 'Deploy',
        headSha: pointsAt(repository, headBranch ?? ''),
        headBranch,
        event: 'push',
        status: 'queued',
        conclusion: null,
        url: `https://github.example/${fullName(repository)}/actions/runs/${id}`,
        actor,
        startedBy: actor,
        startedAt: time,
        updatedAt: ++time,
        jobs: [],
        ...wanted,
      });
      return move(repository, id, {});
    },
    move,
    complete(repository, runId, conclusion) {
      const run = must(repository, runId);
      const job: Job = {
        id: ++ids,
        attempt: run.attempt,
        name: 'deploy',
        status: 'completed',
        conclusion,
        url: `${run.url}/job/${ids}`,
        startedAt: time,
        completedAt: ++time,
        steps: [{ number: 1, name: 'Deploy', status: 'completed', conclusion }],
      };
      return move(repository, runId, { status: 'completed', conclusion, jobs: [job] });
    },
    enter: (jobId, environment) => void entered.set(jobId, environment),
    setLog: (jobId, lines) => void logs.set(jobId, lines),
    fail: (method, error, times = 1) => void failures.set(method, { error, times }),

    async dispatch(request) {
      called('dispatch', request);
      const next = queue.shift();
      if (!next) return { kind: 'dispatched', runId: begin(request) };
      const runId = next.arrives ? begin(request) : null;
      return next.answer.kind === 'dispatched' && next.answer.runId !== null ? { ...next.answer, runId } : next.answer;
    },
    async findByTitle(repository, workflow, deploymentId, since) {
      called('findByTitle', repository, workflow, deploymentId, since);
      const own = [...runs].filter(([key, run]) => key === keyOf(repository, run.id) && run.file === workflow);
      return own
        .map(([, run]) => ({ ...shown(run), jobs: [] }))
        .filter(({ title }) => title.includes(deploymentId))
        .sort((a, b) => b.id - a.id);
    },
    async recent(repository, workflow) {
      called('recent', repository, workflow);
      const own = [...runs].filter(([key, run]) => key === keyOf(repository, run.id) && run.file === workflow);
      return own
        .map(([, run]) => ({ ...shown(run), jobs: [] }))
        .sort((a, b) => b.id - a.id)
        .slice(0, 30);
    },
    async get(repository, runId) {
      called('get', repository, runId);
      const run = runs.get(keyOf(repository, runId));
      return run ? shown(run) : null;
    },
    async changed(repository, runId) {
      called('changed', repository, runId);
      const run = runs.get(keyOf(repository, runId));
      const now = JSON.stringify(run);
      if (!run || seen.get(keyOf(repository, runId)) === now) return null;
      seen.set(keyOf(repository, runId), now);
      return shown(run);
    },
    async environments(repository, runId) {
      called('environments', repository, runId);
      const ids = must(repository, runId).jobs.map(({ id }) => id);
      return Object.fromEntries([...entered].filter(([id]) => ids.includes(id)));
    },
    async logExcerpt(repository, jobId, step, lines) {
      called('logExcerpt', repository, jobId, step, lines);
      return (logs.get(jobId) ?? []).slice(-lines).map((line) => line.slice(0, 300));
    },
    async cancel(repository, runId) {
      called('cancel', repository, runId);
      const run = must(repository, runId);
      if (run.status === 'completed') return false;
      move(repository, runId, { status: 'completed', conclusion: 'cancelled' });
      return true;
    },
    async rerunFailed(repository, runId, failedAttempt) {
      called('rerunFailed', repository, runId, failedAttempt);
      const run = must(repository, runId);
      if (failedAttempt !== undefined && run.attempt > failedAttempt) return { kind: 'started' };
      if (run.status !== 'completed') return { kind: 'refused', why: 'This workflow is already running' };
      move(repository, runId, { attempt: run.attempt + 1, status: 'queued', conclusion: null, jobs: [] });
      return { kind: 'started' };
    },
    async recordDeployment(deployment) {
      called('recordDeployment', deployment);
      const known = githubDeployments.find(
        (each) =>
          each.deploymentId === deployment.deploymentId &&
          fullName(each.repository) === fullName(deployment.repository),
      );
      if (known) return known.id;
      const id = ++ids;
      githubDeployments.push({ ...deployment, id, states: ['in_progress'] });
      return id;
    },
    async setDeploymentStatus(status) {
      called('setDeploymentStatus', status);
      const known = githubDeployments.find(({ id }) => id === status.githubDeploymentId);
      if (!known) throw new Fault('not-found', `GitHub knows no deployment ${status.githubDeploymentId}.`);
      known.states.push(status.state);
    },
  };
}
