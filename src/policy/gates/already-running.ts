import type { Gates } from '../../model/catalog.ts';
import { shortSha } from '../../model/commit.ts';
import type { Facts } from '../../model/facts.ts';
import type { Verdict } from '../../model/verdict.ts';
import { commitMissing, commitOf } from '../commit-of.ts';
import { block, factsMissing, list, notConfigured, pass, warn } from '../verdicts.ts';

const gate = 'already-running';

/** Every one of the services runs exactly this commit already. */
export function alreadyRunning(rule: Gates['alreadyRunning'], facts: Facts): Verdict {
  if (rule === 'allow') return notConfigured(gate, 'What runs already may be deployed again here.');
  const commit = commitOf(facts);
  if (!commit.known) return commitMissing(gate, 'What runs now', commit);
  if (!facts.running.known) return factsMissing(gate, 'What runs now', facts.running.why);
  const running = facts.running.value.filter((entry) => entry.environment === facts.environment);
  const { sha } = commit.value;
  const saw = facts.services.map((service) => {
    const now = running.find((entry) => entry.service === service);
    return {
      what: `${service} in ${facts.environment}`,
      found: now ? `${now.ref} (${shortSha(now.sha)})` : 'unknown',
      wanted: 'another commit',
    };
  });
  const same = facts.services.every((service) =>
    running.some((entry) => entry.service === service && entry.sha === sha),
  );
  if (!same) return pass(gate, `${shortSha(sha)} is new for ${facts.environment}.`, saw);
  const says = `${list(facts.services)} in ${facts.environment} already run${facts.services.length === 1 ? 's' : ''} ${shortSha(sha)}.`;
  if (rule === 'warn') return warn(gate, 'same-already-running', says, { saw });
  return block(gate, 'same-already-running', says, { saw, unblock: 'Deploy another commit; this one is there.' });
}
