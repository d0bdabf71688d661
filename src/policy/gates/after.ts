import type { AfterRule } from '../../model/catalog.ts';
import { shortSha } from '../../model/commit.ts';
import type { Facts, WatchedThere } from '../../model/facts.ts';
import { sayInstant } from '../../model/instant-words.ts';
import type { Running } from '../../model/running.ts';
import { sayDuration } from '../../model/time.ts';
import type { Seen, Verdict } from '../../model/verdict.ts';
import { commitMissing, commitOf } from '../commit-of.ts';
import { block, factsMissing, list, notConfigured, pass } from '../verdicts.ts';

/**
 * Every service has had the same commit, or the same content (git tree), verified in the earlier environment, and with `soak` at
 * least that long ago. A verified entry whose tree is not known cannot show that the content is the same.
 */
export function after(rules: AfterRule | null, facts: Facts): Verdict {
  if (!rules) return notConfigured('after', 'No earlier environment has to be passed.');
  const commit = commitOf(facts);
  const what = `What ${rules.environment} has verified`;
  if (!commit.known) return commitMissing('after', what, commit);
  if (!facts.verified.known) return factsMissing('after', what, facts.verified.why);

  const { sha, tree } = commit.value;
  const history = facts.verified.value.filter((entry) => entry.environment === rules.environment && entry.verified);
  const same = (entry: Running) => (rules.same === 'sha' ? entry.sha === sha : entry.tree === tree);
  const services = facts.services.map((service) => {
    const own = history.filter((entry) => entry.service === service);
    const fitting = own.filter(same);
    const first = fitting.reduce<Running | null>((old, entry) => (old && old.since <= entry.since ? old : entry), null);
    return { service, shown: fitting[0] ?? own[0] ?? null, first };
  });
  const saw = services.map(({ service, shown, first }): Seen => {
    const since = rules.soak !== undefined && first ? `, since ${sayInstant(first.since, 'UTC')}` : '';
    return {
      what: `${service} in ${rules.environment}`,
      found: shown ? `${shown.ref} (${shortSha(shown.sha)})${since}` : 'nothing verified',
      wanted: rules.same === 'sha' ? shortSha(sha) : `the content of ${shortSha(sha)}`,
    };
  });
  const subject = rules.same === 'sha' ? `Commit ${shortSha(sha)}` : `The content of ${shortSha(sha)}`;
  const lacking = services.filter(({ first }) => first === null).map(({ service }) => service);
  const watched = (facts.watched ?? []).filter(
    (one) => lacking.includes(one.service) && (rules.same === 'sha' ? one.sha === sha : one.tree === tree),
  );
  if (lacking.length > 0 && lacking.every((service) => watched.some((one) => one.service === service)))
    return stillWatched(subject, rules, facts, watched, saw);
  if (lacking.length > 0) {
    return block(
      'after',
      'not-verified-before',
      `${subject} has not been verified in ${rules.environment} for ${list(lacking)}: no deployment of it there has succeeded yet.`,
      {
        saw,
        unblock: `Deploy ${rules.same === 'sha' ? 'this commit' : `${shortSha(sha)}, or a commit with the very same files,`} to ${rules.environment} first and let it succeed.`,
        who: [`whoever may deploy to ${rules.environment}`],
      },
    );
  }
  const since = Math.max(...services.flatMap(({ first }) => first?.since ?? []));
  const verified = `${subject} is verified in ${rules.environment}`;
  if (rules.soak === undefined) return pass('after', `${verified}.`, saw);
  const when = since + rules.soak;
  if (facts.now >= when) return pass('after', `${verified} for at least ${sayDuration(rules.soak)}.`, saw);
  return block(
    'after',
    'still-soaking',
    `${verified} since ${sayInstant(since, 'UTC')}, and has to stay there for ${sayDuration(rules.soak)} first.`,
    { saw, unblock: `Try again in ${sayDuration(when - facts.now)}.`, when },
  );
}

/** It runs there, and nobody can say yet how well. */
function stillWatched(
  subject: string,
  { environment }: AfterRule,
  { now }: Facts,
  watched: readonly WatchedThere[],
  saw: Seen[],
): Verdict {
  const asks = watched.find((one) => one.asks !== null)?.asks ?? null;
  const until = Math.max(...watched.map((one) => one.until));
  if (asks !== null || now >= until) {
    const says = `${subject} is not verified in ${environment} yet: a person has to decide there whether it stays. ${asks ?? ''}`;
    const unblock = `Press Keep it under its message for ${environment}, if it is as it should be.`;
    return block('after', 'still-watched', says.trim(), {
      saw,
      unblock,
      who: [`whoever may roll back in ${environment}`],
    });
  }
  return block(
    'after',
    'still-watched',
    `${subject} is still looked at in ${environment}, until ${sayInstant(until, 'UTC')}, and not verified before that has passed.`,
    { saw, unblock: `Try again in ${sayDuration(until - now)}.`, when: until },
  );
}
