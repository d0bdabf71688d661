import type { GitHubEnvironment } from '../model/catalog.ts';
import { shortSha } from '../model/commit.ts';
import type { Deployment } from '../model/deployment.ts';
import { ofOutside } from '../model/fault.ts';
import type { EnvironmentReview, GitHubHold, HoldAnswer, WaitingEnvironment } from '../model/github-environment.ts';
import { newReviews } from '../model/github-environment.ts';
import type { Repository } from '../model/repository.ts';
import type { Run } from '../model/run.ts';
import type { Instant } from '../model/time.ts';
import { minute } from '../model/time.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { record } from './audit.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { answerRule, isOurs, reviewInName } from './hold-answers.ts';

const quarterdeck = { system: 'quarterdeck' };

/** After GitHub could not be told it is tried again, by and by. */
const pause = minute;

/**
 * The environments of GitHub that a run waits to enter. News only says that something has happened; what it is is looked up, so that
 * news that comes late, twice or never changes nothing. The rule is answered for this run, this environment and this commit.
 */
export class Hold {
  readonly #context: WorkflowContext<DeployMessage>;
  readonly #ports: DeployPorts;
  readonly #deployment: Deployment;
  readonly #repository: Repository;
  readonly runId: number;
  readonly #environment: GitHubEnvironment | null | undefined;
  readonly #elsewhere: readonly string[];
  /** Jobs that have been answered for. */
  readonly #answered = new Set<number>();
  readonly #reviewed = new Set<number>();
  #seen = '';
  /** When GitHub is asked again that could not be reached; null when it need not be. */
  retryAt: Instant | null = null;

  /**
   * `environment`: as the catalog says it; undefined in what an earlier release has begun, whose runs nobody answers for. `elsewhere`: those
   * that other deployments of the same run wait to enter.
   */
  constructor(
    context: WorkflowContext<DeployMessage>,
    ports: DeployPorts,
    deployment: Deployment,
    repository: Repository,
    runId: number,
    environment: GitHubEnvironment | null | undefined,
    elsewhere: readonly string[] = [],
  ) {
    this.#context = context;
    this.#ports = ports;
    this.#deployment = deployment;
    this.#repository = repository;
    this.runId = runId;
    this.#environment = environment;
    this.#elsewhere = elsewhere.map((name) => name.toLowerCase());
  }

  /** A new attempt begins: whoever turned away the last one has not turned away this one. */
  begin(): void {
    const { hold } = this.#deployment;
    if (hold) Object.assign(hold, { waiting: [], turnedAway: null } satisfies Partial<GitHubHold>);
  }

  /** Looks and answers, where there is reason to: other jobs wait than before, or `told`. True when something shows. */
  async look(run: Run | null, told: boolean): Promise<boolean> {
    if (this.#environment === undefined || run === null) return false;
    const jobs = waitingJobs(run);
    const seen = jobs.join();
    if (seen === this.#seen && !told && this.retryAt === null) return false;
    this.#seen = seen;
    this.retryAt = null;
    const looked = await this.#read();
    if (looked === null) return this.#later();
    const before = JSON.stringify(this.#deployment.hold);
    await this.#note(looked, run);
    const ours = mayAnswer(this.#deployment) && looked.waiting.find(({ name }) => this.#isOwn(name));
    if (ours && this.#environment?.rule && this.#open(run)) await this.#answerRule(run);
    if (ours && this.#environment?.reviewers && ours.reviewers.length > 0) await this.#review(run, ours);
    return JSON.stringify(this.#deployment.hold) !== before;
  }

  /** True while GitHub holds the run before the environment of ours. */
  holds(): boolean {
    return this.#deployment.hold?.waiting.some(({ name }) => this.#isOwn(name)) ?? false;
  }

  /** The deployment is cancelled: a run that our rule still holds is turned away. */
  async cancel(): Promise<void> {
    const { hold } = this.#deployment;
    const run = this.#deployment.run;
    if (!this.#environment?.rule || !run || !hold || hold.waiting.length === 0 || !mayAnswer(this.#deployment)) return;
    if (this.#open(run)) await this.#answerRule(run);
  }

  #isOwn(name: string): boolean {
    return name.toLowerCase() === this.#environment?.name.toLowerCase();
  }

  #open(run: Run): boolean {
    return asked(run).some((id) => !this.#answered.has(id));
  }

  async #read() {
    return this.#context.step('what GitHub waits for', async () => {
      try {
        const [waiting, reviews] = await Promise.all([
          this.#ports.protection.waiting(this.#repository, this.runId),
          this.#ports.protection.reviews(this.#repository, this.runId),
        ]);
        return this.#own(waiting, reviews);
      } catch (error) {
        if (ofOutside(error)) return null;
        throw error;
      }
    });
  }

  #own(waiting: WaitingEnvironment[], reviews: EnvironmentReview[]) {
    const own = (name: string) => !this.#elsewhere.includes(name.toLowerCase());
    const ours = reviews.map((review) => ({ ...review, environments: review.environments.filter(own) }));
    return {
      waiting: waiting.filter(({ name }) => own(name)),
      reviews: ours.filter(({ environments }) => environments.length > 0),
    };
  }

  async #note(looked: Pick<GitHubHold, 'waiting' | 'reviews'>, run: Run): Promise<void> {
    const deployment = this.#deployment;
    const known = deployment.hold;
    // What was decided about an attempt that nobody followed here is past.
    const old = known?.reviews ?? (run.attempt > 1 ? looked.reviews : []);
    const hold: GitHubHold = known ?? { waiting: [], answers: [], reviews: old, turnedAway: null };
    const seen = hold.answers.length;
    for (const review of newReviews(old, looked.reviews)) {
      const by = review.by ?? 'somebody';
      const { decision, comment } = review;
      const how = isOurs(deployment, review) ? 'in-name' : 'page';
      const answers = review.environments.map(
        (environment): HoldAnswer => ({ environment, decision, how, by, comment }),
      );
      hold.answers.push(...answers);
      const own = review.environments.some((name) => this.#isOwn(name));
      if (decision === 'approved' && own) hold.reviewed = [...(hold.reviewed ?? []), ...asked(run)];
      if (decision === 'rejected') hold.turnedAway = answers[0] ?? null;
    }
    hold.reviews = looked.reviews;
    // One reviewer is enough; whoever else is named is waited for no longer.
    const done = asked(run).every((job) => hold.reviewed?.includes(job));
    hold.waiting = looked.waiting.map((each) => (done && this.#isOwn(each.name) ? { ...each, reviewers: [] } : each));
    if (hold.waiting.length > 0 || hold.answers.length > 0) deployment.hold = hold;
    for (const [index, answer] of hold.answers.slice(seen).entries()) {
      const { environment, decision, by, comment } = answer;
      // Of what was done in somebody's name the log says so already.
      if (answer.how === 'in-name') continue;
      const details = { runId: this.runId, environment, decision, by, comment };
      const which = `${this.runId}:${seen + index}`;
      await record(this.#context, this.#ports, deployment, 'environment.review-seen', quarterdeck, details, which);
    }
  }

  async #answerRule(run: Run): Promise<void> {
    const jobs = asked(run);
    const deployment = this.#deployment;
    const environment = this.#environment?.name ?? '';
    const why = this.#objection(run);
    const decision = why === null ? 'approved' : 'rejected';
    const which = `${this.runId}:${run.attempt}:${jobs.join('.')}:${decision}`;
    const answer = await answerRule(this.#context, this.#ports, deployment, {
      repository: this.#repository,
      runId: this.runId,
      environment,
      decision,
      why,
      which,
    });
    if (answer.kind === 'unreachable') return void (await this.#later());
    for (const id of jobs) this.#answered.add(id);
  }

  /** In the name of somebody who approved, where GitHub knows them as a reviewer and they let us. */
  async #review(run: Run, { id, name }: WaitingEnvironment): Promise<void> {
    const jobs = asked(run);
    if (this.#objection(run) !== null || jobs.every((job) => this.#reviewed.has(job))) return;
    const { repository, runId } = { repository: this.#repository, runId: this.runId };
    const which = `${runId}:${run.attempt}:${jobs.join('.')}`;
    const environment = { id, name };
    const reviewed = await reviewInName(this.#context, this.#ports, this.#deployment, {
      repository,
      runId,
      environment,
      which,
    });
    if (reviewed === 'unreachable') return void (await this.#later());
    for (const job of jobs) this.#reviewed.add(job);
    const looked = reviewed === 'taken' ? await this.#read() : null;
    if (looked) await this.#note(looked, run);
  }

  /** Why the run may not enter; null when it may. */
  #objection(run: Run): string | null {
    const { headMustMatch, sha, state, note } = this.#deployment;
    if (headMustMatch && run.headSha !== sha)
      return `This run is of ${shortSha(run.headSha)}; ${shortSha(sha)} was asked for and approved.`;
    return state === 'cancelling' ? (note ?? 'The deployment was cancelled.') : null;
  }

  async #later(): Promise<false> {
    this.retryAt = (await this.#context.now()) + pause;
    return false;
  }
}

/** A run that was not started here has passed nothing by itself. */
function mayAnswer({ dispatches, admitted }: Deployment): boolean {
  return admitted ?? dispatches > 0;
}

function waitingJobs({ jobs }: Run): number[] {
  return jobs.filter(({ status }) => status === 'waiting').map(({ id }) => id);
}

/** What an answer is given for: the jobs that wait; the attempt itself while GitHub's list of jobs lags behind. */
function asked(run: Run): number[] {
  const jobs = waitingJobs(run);
  return jobs.length > 0 ? jobs : [-run.attempt];
}
