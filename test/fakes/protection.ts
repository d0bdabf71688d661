import type { EnvironmentReview, EnvironmentReviewer } from '../../src/model/github-environment.ts';
import type { Repository } from '../../src/model/repository.ts';
import { fullName } from '../../src/model/repository.ts';
import type { Protection, ProtectionAnswer } from '../../src/ports/protection.ts';

interface Hold {
  id: number;
  name: string;
  reviewers: EnvironmentReviewer[];
  needsReview: boolean;
  needsRule: boolean;
  words: number;
  turnedAway: boolean;
}

/** GitHub's waiting environments in memory. */
export interface FakeProtection extends Protection {
  /** The run waits there from now on; what it waited for before is over. */
  hold(
    repository: Repository,
    runId: number,
    environment: string,
    by: { reviewers?: EnvironmentReviewer[]; rule?: boolean },
  ): void;
  state(repository: Repository, runId: number, environment: string): 'waiting' | 'let in' | 'turned away';
  /** Somebody decides on GitHub's page. */
  reviewOnPage(repository: Repository, runId: number, review: EnvironmentReview): void;
  /** What our rule was answered with, in order. */
  readonly answers: Parameters<Protection['answerRule']>[0][];
  /** The next `times` calls of the method throw this. */
  fail(method: keyof Protection, error: Error, times?: number): void;
}

/** `tokens`: whose token is which, by token. Whoever is named as a person may review; teams are not looked into. */
export function createFakeProtection(tokens: Record<string, string> = {}): FakeProtection {
  const holds = new Map<string, Hold[]>();
  const past = new Map<string, EnvironmentReview[]>();
  const failures = new Map<keyof Protection, { error: Error; times: number }>();
  const answers: FakeProtection['answers'] = [];
  let ids = 7_000;

  const keyOf = (repository: Repository, runId: number) => `${fullName(repository)} ${runId}`;
  const open = (hold: Hold) => !hold.turnedAway && (hold.needsReview || hold.needsRule);
  const waitingOf = (repository: Repository, runId: number) => (holds.get(keyOf(repository, runId)) ?? []).filter(open);
  const nothing: ProtectionAnswer = { kind: 'not-waiting', why: 'nothing waits for it' };
  function called(method: keyof Protection): void {
    const failure = failures.get(method);
    if (!failure || failure.times <= 0) return;
    failure.times--;
    throw failure.error;
  }
  function decide(repository: Repository, runId: number, review: EnvironmentReview): boolean {
    const meant = waitingOf(repository, runId).filter(
      (hold) => hold.needsReview && review.environments.includes(hold.name),
    );
    for (const hold of meant) {
      hold.needsReview = false;
      hold.turnedAway = review.decision === 'rejected';
    }
    if (meant.length > 0) {
      const key = keyOf(repository, runId);
      past.set(key, [...(past.get(key) ?? []), review]);
    }
    return meant.length > 0;
  }

  return {
    answers,
    hold(repository, runId, name, { reviewers = [], rule = false }) {
      const hold = { id: ++ids, name, reviewers, needsReview: reviewers.length > 0, needsRule: rule, words: 0 };
      const key = keyOf(repository, runId);
      const others = (holds.get(key) ?? []).filter((each) => each.name !== name);
      holds.set(key, [...others, { ...hold, turnedAway: false }]);
    },
    state(repository, runId, environment) {
      const hold = holds.get(keyOf(repository, runId))?.find(({ name }) => name === environment);
      return hold?.turnedAway ? 'turned away' : hold && open(hold) ? 'waiting' : 'let in';
    },
    reviewOnPage(repository, runId, review) {
      if (!decide(repository, runId, review)) throw new Error('nothing waits for a review there');
    },
    fail: (method, error, times = 1) => void failures.set(method, { error, times }),

    async waiting(repository, runId) {
      called('waiting');
      const url = (name: string) => `https://github.example/${fullName(repository)}/deployments/${name}`;
      return waitingOf(repository, runId).map(({ id, name, reviewers }) => ({ id, name, reviewers, url: url(name) }));
    },
    async reviews(repository, runId) {
      called('reviews');
      return structuredClone(past.get(keyOf(repository, runId)) ?? []);
    },
    async answerRule(answer) {
      called('answerRule');
      const { repository, runId, environment, decision } = answer;
      if (!holds.has(keyOf(repository, runId))) return { kind: 'refused', why: 'Not Found' };
      const hold = waitingOf(repository, runId).find(({ name, needsRule }) => needsRule && name === environment);
      if (!hold || (decision === null && hold.words >= 10)) return nothing;
      answers.push(answer);
      if (decision === null) hold.words++;
      else {
        hold.needsRule = false;
        hold.turnedAway = decision === 'rejected';
      }
      return { kind: 'taken' };
    },
    async review({ repository, runId, environmentId, decision, comment, token }) {
      called('review');
      const login = tokens[token];
      if (login === undefined) return { kind: 'signed-out', why: 'Bad credentials' };
      const hold = waitingOf(repository, runId).find(
        ({ id, reviewers }) => id === environmentId && reviewers.some(({ name }) => name === login),
      );
      const review = { environments: [hold?.name ?? ''], decision, by: login, comment };
      return hold && decide(repository, runId, review) ? { kind: 'taken' } : nothing;
    },
  };
}
