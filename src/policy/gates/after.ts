import type { Gates } from '../../model/catalog.ts';
import { shortSha } from '../../model/commit.ts';
import type { Facts } from '../../model/facts.ts';
import type { Running } from '../../model/running.ts';
import type { Seen, Verdict } from '../../model/verdict.ts';
import { commitOf } from '../commit-of.ts';
import { block, factsMissing, list, notConfigured, pass } from '../verdicts.ts';

type AfterRule = NonNullable<Gates['after']>;

/**
 * Every service has had the same commit, or the same content (git tree), verified in the earlier environment. A verified entry
 * whose tree is not known cannot show that the content is the same.
 */
export function after(rules: AfterRule | null, facts: Facts): Verdict {
  if (!rules) return notConfigured('after', 'No earlier environment has to be passed.');
  const commit = commitOf(facts);
  const what = `What ${rules.environment} has verified`;
  if (!commit.known) return factsMissing('after', what, commit.why);
  if (!facts.verified.known) return factsMissing('after', what, facts.verified.why);

  const { sha, tree } = commit.value;
  const history = facts.verified.value.filter((entry) => entry.environment === rules.environment && entry.verified);
  const same = (entry: Running) => (rules.same === 'sha' ? entry.sha === sha : entry.tree === tree);
  const lacking = facts.services.filter(
    (service) => !history.some((entry) => entry.service === service && same(entry)),
  );
  const saw = facts.services.map((service): Seen => {
    const own = history.filter((entry) => entry.service === service);
    const shown = own.find(same) ?? own[0];
    return {
      what: `${service} in ${rules.environment}`,
      found: shown ? `${shown.ref} (${shortSha(shown.sha)})` : 'nothing verified',
      wanted: rules.same === 'sha' ? shortSha(sha) : `the content of ${shortSha(sha)}`,
    };
  });
  const subject = rules.same === 'sha' ? `Commit ${shortSha(sha)}` : `The content of ${shortSha(sha)}`;
  if (lacking.length === 0) return pass('after', `${subject} is verified in ${rules.environment}.`, saw);
  return block(
    'after',
    'not-verified-before',
    `${subject} has not been verified in ${rules.environment} for ${list(lacking)}.`,
    {
      saw,
      unblock: `Deploy ${rules.same === 'sha' ? 'this commit' : 'the same content'} to ${rules.environment} first and let it succeed.`,
    },
  );
}
