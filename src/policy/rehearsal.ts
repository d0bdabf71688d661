import { DateTime } from 'luxon';
import type { Catalog, Environment, Pipeline, Target } from '../model/catalog.ts';
import { findTarget } from '../model/catalog.ts';
import type { Situation } from '../model/situation.ts';
import { ordinary } from '../model/situation.ts';
import type { Instant } from '../model/time.ts';
import { hour, minute } from '../model/time.ts';
import type { Verdict } from '../model/verdict.ts';
import { blocked } from '../model/verdict.ts';
import { judge } from './judge.ts';
import { sampleRef, situate } from './situate.ts';

/** What becomes of a request: it starts, it waits for people or for its turn, or it is refused. */
export type Outcome = 'starts' | 'waits' | 'refused';

export interface Rehearsed {
  /** What is different from the ordinary, in words; null for the ordinary request. */
  situation: string | null;
  /** `to` is exclusive; for a single request both are its instant. */
  from: Instant;
  to: Instant;
  outcome: Outcome;
  /** Those that do not simply pass. */
  verdicts: Verdict[];
}

export interface Rehearsal {
  pipeline: string;
  environment: Environment;
  /** The zone of `week`'s instants: the window's, else UTC. */
  timezone: string;
  ref: string;
  /** An ordinary request every half hour, those that are judged alike taken together. */
  week: Rehearsed[];
  /** When the ordinary request first passes in that week, without a warning if possible; null when it never does. */
  best: Instant | null;
  /** At `best`: one request for each thing that can stand in the way. */
  others: Rehearsed[];
}

const stepLength = 30 * minute;

/** Plays a week of requests against every environment of the catalog. `from` falls into the week; it begins on its Monday. */
export function rehearse(catalog: Catalog, from: Instant): Rehearsal[] {
  return catalog.pipelines.flatMap((pipeline) => {
    const target = findTarget({ ...catalog, pipelines: [pipeline] }, pipeline.default);
    return target ? pipeline.environments.map((environment) => rehearseOne(pipeline, target, environment, from)) : [];
  });
}

function rehearseOne(pipeline: Pipeline, target: Target, environment: Environment, from: Instant): Rehearsal {
  const timezone = environment.gates.window?.timezone ?? 'UTC';
  const monday = DateTime.fromMillis(from, { zone: timezone }).startOf('week');
  const request = (situation: Situation, words: string | null, at: Instant): Rehearsed => {
    const verdicts = judge(environment, situate(environment, target, situation, at));
    const loud = verdicts.filter(({ outcome }) => outcome !== 'pass');
    return { situation: words, from: at, to: at, outcome: outcomeOf(environment, verdicts), verdicts: loud };
  };

  const week: Rehearsed[] = [];
  const end = monday.plus({ weeks: 1 }).toMillis();
  for (let at = monday.toMillis(); at < end; at += stepLength) {
    const next = { ...request(ordinary, null, at), to: Math.min(at + stepLength, end) };
    const last = week.at(-1);
    if (last && likeness(last) === likeness(next)) last.to = next.to;
    else week.push(next);
  }
  const open = week.filter(({ outcome }) => outcome !== 'refused');
  const found = open.find(({ verdicts }) => verdicts.length === 0) ?? open[0];
  const best = found?.from ?? null;
  return {
    pipeline: pipeline.name,
    environment,
    timezone,
    ref: sampleRef(environment).name,
    week,
    best,
    others:
      best === null
        ? []
        : variations(environment, best).map(([words, changes]) => request({ ...ordinary, ...changes }, words, best)),
  };
}

function outcomeOf(environment: Environment, verdicts: readonly Verdict[]): Outcome {
  if (blocked(verdicts)) return 'refused';
  const queued = verdicts.some(({ outcome, reason }) => outcome === 'warn' && reason === 'lane-busy');
  return queued || environment.approvals ? 'waits' : 'starts';
}

function likeness({ outcome, verdicts }: Rehearsed): string {
  return [outcome, ...verdicts.map(({ gate, reason, outcome: judged }) => `${gate} ${judged} ${reason}`)].join();
}

/** What can be otherwise, as far as this environment's gates look at it. */
function variations(
  { gates, changeRequests, rollback }: Environment,
  at: Instant,
): [words: string, changes: Partial<Situation>][] {
  const { checks, review, branchProtection, commits, after, backup } = gates;
  const refs: [string, Situation['ref']][] = [
    ['a branch fix/typo', { kind: 'branch', name: 'fix/typo' }],
    ['a tag v1.2', { kind: 'tag', name: 'v1.2' }],
    ['a tag 1.2.3', { kind: 'tag', name: '1.2.3' }],
    ['a bare commit', { kind: 'sha', name: '' }],
  ];
  const name = checks?.required[0]?.replaceAll('*', 'x') ?? 'build';
  return [
    ['by somebody without a role', { person: { name: 'a visitor', roles: [] } }],
    ...refs.map(([words, other]): [string, Partial<Situation>] => [`of ${words}`, { ref: other }]),
    ...(changeRequests === 'required'
      ? ([['without a change request', { changeRequested: false }]] satisfies [string, Partial<Situation>][])
      : []),
    ...(checks
      ? ([
          [`with the check ${name} failed`, { checks: { [name]: 'failure' } }],
          [`with the check ${name} still running`, { checks: { [name]: 'pending' } }],
          [`with the check ${name} missing`, { checks: { [name]: 'missing' } }],
          ['while GitHub does not answer about checks', { unknown: ['checks'] }],
        ] satisfies [string, Partial<Situation>][])
      : []),
    ...(checks?.coverage || checks?.loadTest
      ? ([
          ['with too little coverage or a load test that failed', { measured: 'too-little' }],
          ['without a word of what the checks measured', { measured: 'nothing' }],
        ] satisfies [string, Partial<Situation>][])
      : []),
    ...(review
      ? ([
          ['whose pull request lacks an approval', { review: 'unapproved' }],
          ['whose pull request somebody wants changed', { review: 'changes-requested' }],
          ['that no pull request brought', { review: 'none' }],
        ] satisfies [string, Partial<Situation>][])
      : []),
    ...(branchProtection
      ? ([[`while ${branchProtection.branch} is not protected`, { branchProtected: false }]] satisfies [
          string,
          Partial<Situation>,
        ][])
      : []),
    ...(commits
      ? ([['with a commit that breaks the rules', { commitsInOrder: false }]] satisfies [string, Partial<Situation>][])
      : []),
    ...(after
      ? ([
          [`not verified in ${after.environment}`, { verifiedFor: null }],
          [`verified in ${after.environment} a minute ago`, { verifiedFor: minute }],
        ] satisfies [string, Partial<Situation>][])
      : []),
    ...(backup
      ? ([
          ['with a backup that is too old', { backupAge: backup.maxAge + minute }],
          ['without a backup', { backupAge: null }],
        ] satisfies [string, Partial<Situation>][])
      : []),
    ['of what runs there already', { runsAlready: true }],
    ...(rollback
      ? ([['of what was taken back there', { quarantined: { by: 'somebody else', reason: 'errors' } }]] satisfies [
          string,
          Partial<Situation>,
        ][])
      : []),
    [
      'while somebody else has locked it for two hours',
      { locks: [{ by: 'somebody else', reason: 'load test', service: null, until: at + 2 * hour }] },
    ],
    [
      'while somebody else has locked it without an end',
      { locks: [{ by: 'somebody else', reason: 'load test', service: null, until: null }] },
    ],
    ['while another rollout is on its way', { lane: 'another rollout' }],
  ];
}
