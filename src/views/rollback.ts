import { shortSha } from '../model/commit.ts';
import type { Deployment } from '../model/deployment.ts';
import { ended } from '../model/deployment.ts';
import { overAt } from '../model/over-at.ts';
import type { RollbackOf } from '../model/rollout.ts';
import type { Instant } from '../model/time.ts';
import { sayDuration } from '../model/time.ts';
import { refAndSha, shortRef, whenMade } from './change.ts';
import { subject } from './state-words.ts';
import { count, date, esc, link } from './text.ts';

type Rollback = Deployment & { rollback: RollbackOf };

export function isRollback(deployment: Deployment): deployment is Rollback {
  return deployment.rollback !== undefined;
}

export function rollbackTitle(deployment: Deployment): string {
  return `Roll back ${subject(deployment)} in ${deployment.environment}`;
}

/** The running clock against the pipeline's promise: `1 min 12 s of 2 min`. */
export function clockWords(deployment: Rollback, now: Instant): string {
  const { requestedAt, rollback, state } = deployment;
  const over = ended(state) ? overAt(deployment, requestedAt, now) : now;
  const took = Math.max(0, over - requestedAt);
  const promised = Math.max(0, rollback.due - requestedAt);
  const late = took > promised ? `, *late by ${sayDuration(took - promised)}*` : '';
  return `:stopwatch: ${sayDuration(took)} of ${sayDuration(promised)}${late}`;
}

/** What it takes back and why; what lies between; and what it passes. */
export function rollbackLines(deployment: Rollback): string[] {
  const { rollback, ref, sha, commit, requestedAt, verdicts } = deployment;
  const to = refAndSha(ref.name, sha);
  const from = rollback.bad
    ? `${refAndSha(rollback.bad.ref, rollback.bad.sha)}  →  ${to}`
    : `${to} (nothing known to run there)`;
  const made =
    commit.url === ''
      ? ''
      : `*Commit*  ${link(commit.url, commit.title, 150)} by ${esc(commit.author.name, 80)}, ${whenMade(commit.at, requestedAt)}`;
  return [
    `*From → to*  ${from}`,
    ...(made === '' ? [] : [made]),
    ...(rollback.unverified
      ? [
          `:warning: ${shortRef(ref.name, sha)} is what served before. Nothing has verified it here: it was not watched.`,
        ]
      : []),
    ...(deployment.reason === null ? [] : [`*Why*  ${esc(rollback.why, 500)}`]),
    ...goesBack(deployment),
    ...migrationLine(deployment),
    ...verdicts.map(({ says }) => `:warning: ${esc(says, 500)}`),
    ...(rollback.cancelled ?? []).map((words) => `:no_entry_sign: ${esc(words, 200)} is cancelled for it.`),
  ];
}

function goesBack({ compare, authors = [] }: Deployment): string[] {
  if (!compare) return [];
  const { aheadBy, behindBy, url } = compare;
  const words = aheadBy === 0 ? 'no commit' : count(aheadBy, 'commit');
  const by = authors.length > 0 ? ` by ${authors.map((login) => esc(login, 40)).join(', ')}` : '';
  const other =
    behindBy > 0 ? `; ${count(behindBy, 'commit')} that it lacked come${behindBy === 1 ? 's' : ''} back` : '';
  return [`*Goes back*  ${link(url, words)}${by}${other}`];
}

/** While GitHub has not told what goes back there is nothing to say yet. */
function migrationLine({ compare, rollback, state }: Rollback): string[] {
  if (rollback.migrations === undefined || (!compare && !ended(state))) return [];
  if (rollback.migrations === null) return [':grey_question: It is not known whether database migrations lie between.'];
  return rollback.migrations
    ? [':warning: *Database migrations lie between.* The database stays as it is.']
    : [':white_check_mark: No database migrations lie between.'];
}

/** Who asked for it: a person, or a rule. */
export function rolledBackBy({ rollback, requester, requestedAt }: Rollback): [string, string] {
  const who = rollback.by === 'quarterdeck' ? 'Quarterdeck, by its rule' : esc(requester.name, 80);
  return ['Rolled back by', `${who}, ${date(requestedAt)}`];
}

/** In one line: `v1.4.0 → v1.3.0`; of two commits of one branch, which. */
export function fromTo({ rollback, ref, sha }: Rollback): string {
  const { bad } = rollback;
  if (bad?.ref === ref.name) return `${esc(ref.name, 100)} ${shortSha(bad.sha)} → ${shortSha(sha)}`;
  const to = shortRef(ref.name, sha);
  return bad ? `${shortRef(bad.ref, bad.sha)} → ${to}` : to;
}
