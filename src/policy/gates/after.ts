import type { AfterRule } from '../../model/catalog.ts';
import { shortSha } from '../../model/commit.ts';
import type { Facts } from '../../model/facts.ts';
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
