import { CommitParser } from 'conventional-commits-parser';
import type { CommitRule } from '../../model/catalog.ts';
import { shortSha } from '../../model/commit.ts';
import type { RangeCommit } from '../../model/commit-range.ts';
import type { Facts } from '../../model/facts.ts';
import type { Seen, Verdict } from '../../model/verdict.ts';
import { commitMissing, commitOf } from '../commit-of.ts';
import { block, factsMissing, list, notConfigured, pass } from '../verdicts.ts';

const gate = 'commits';

/** So many commits are named; the rest are counted. */
const mostNamed = 6;

/** Every commit that the deployment brings is written, signed and explained as the catalog wants it. */
export function commits(rules: CommitRule | null, facts: Facts): Verdict {
  if (!rules) return notConfigured(gate, 'Commits may be as they are here.');
  const commit = commitOf(facts);
  if (!commit.known) return commitMissing(gate, 'The commits', commit);
  if (!facts.commits.known) return factsMissing(gate, 'The commits', facts.commits.why);
  const range = facts.commits.value;
  if (!range) return factsMissing(gate, 'The commits', 'the ref does not lead to one commit.');
  if (range.total > range.commits.length) {
    const why = `${range.total} commits lie between what runs and what is asked for, and GitHub shows ${range.commits.length} of them. A commit in between can be deployed first.`;
    return factsMissing(gate, 'All of the commits', why);
  }
  const judged = range.commits.map((commit) => ({ commit, faults: faultsOf(rules, commit) }));
  const offenders = judged.filter(({ faults }) => faults.length > 0);
  if (offenders.length === 0) return pass(gate, sayPassed(rules, range.since, range.commits.length));
  const named = offenders.slice(0, mostNamed);
  const rest = offenders.length - named.length;
  const counted = `${offenders.length} of ${range.commits.length === 1 ? '1 commit' : `${range.commits.length} commits`}`;
  return block(
    gate,
    'commit-rules-broken',
    `${counted} ${offenders.length === 1 ? 'does' : 'do'} not follow the rules for commits here.`,
    {
      saw: [
        ...named.map(({ commit, faults }) => sayOffender(commit, faults)),
        ...(rest > 0 ? [{ what: 'More of them', found: String(rest), wanted: '0' }] : []),
      ],
      unblock: 'Bring the same change in with commits that fit the rule, and deploy those.',
      who: [...new Set(offenders.map(({ commit }) => commit.author.login ?? commit.author.name))].slice(0, mostNamed),
    },
  );
}

interface Fault {
  found: string;
  wanted: string;
}

function faultsOf(rules: CommitRule, commit: RangeCommit): Fault[] {
  const { signature } = commit;
  // Hosts and git write the messages of merges and reverts themselves.
  const message = rules.conventional || rules.issueReference ? readMessage(rules, commit.message) : null;
  const written = message !== null && !commit.merge && !message.revert;
  return [
    ...(rules.conventional && written && !message.conventional
      ? [{ found: 'not a conventional commit', wanted: '"type: title" (as in "fix: keep the order")' }]
      : []),
    ...(rules.signed && !signature.verified
      ? [
          {
            found:
              signature.reason === 'unsigned' ? 'not signed' : `signature ${signature.reason.replaceAll('_', ' ')}`,
            wanted: 'a signature that GitHub has verified',
          },
        ]
      : []),
    ...(rules.issueReference && written && !message.refers
      ? [{ found: 'names no issue', wanted: `an issue (as in "${rules.issuePrefixes[0] ?? '#'}12")` }]
      : []),
  ];
}

/** The header as conventionalcommits.org 1.0.0 has it, with the `!` of a breaking change. */
const header = {
  headerPattern: /^([a-z]+)(?:\(([^()]+)\))?(!)?: (\S.*)$/i,
  headerCorrespondence: ['type', 'scope', 'breaking', 'subject'],
};

function readMessage(rules: CommitRule, message: string) {
  if (message.trim() === '') return { conventional: false, refers: false, revert: false };
  const parser = new CommitParser({ ...header, issuePrefixes: rules.issuePrefixes });
  const { type, references, revert } = parser.parse(message);
  return {
    conventional: typeof type === 'string',
    refers: references.some(({ issue }) => /^\d+$/.test(issue)),
    revert: revert !== null,
  };
}

function sayOffender({ sha, title, author }: RangeCommit, faults: readonly Fault[]): Seen {
  return {
    what: `${shortSha(sha)} "${title.length > 60 ? `${title.slice(0, 59)}…` : title}" by ${author.login ?? author.name}`,
    found: list(faults.map(({ found }) => found)),
    wanted: list(faults.map(({ wanted }) => wanted)),
  };
}

function sayPassed(rules: CommitRule, since: readonly string[], count: number): string {
  const words = [
    ...(rules.conventional ? ['conventional'] : []),
    ...(rules.signed ? ['signed'] : []),
    ...(rules.issueReference ? ['tied to an issue'] : []),
  ];
  const as = list(words);
  if (since.length === 0) return `Nothing runs there yet, so only the commit itself was looked at: it is ${as}.`;
  const from = `since ${list(since.map(shortSha))}`;
  if (count === 0) return `No commit is new ${from}.`;
  return count === 1 ? `The 1 commit ${from} is ${as}.` : `All ${count} commits ${from} are ${as}.`;
}
