import type { ReviewRule } from '../../model/catalog.ts';
import { shortSha } from '../../model/commit.ts';
import type { Facts } from '../../model/facts.ts';
import type { PullRequest, Review } from '../../model/pull-request.ts';
import { isContentOf } from '../../model/pull-request.ts';
import type { Seen, Verdict } from '../../model/verdict.ts';
import { commitMissing, commitOf } from '../commit-of.ts';
import { block, factsMissing, list, notConfigured, pass } from '../verdicts.ts';

const gate = 'review';

/** The commit is the content of a pull request, open or merged, that enough people other than its author approved. */
export function review(rules: ReviewRule | null, facts: Facts): Verdict {
  if (!rules) return notConfigured(gate, 'Nothing has to be reviewed here.');
  const commit = commitOf(facts);
  if (!commit.known) return commitMissing(gate, 'The pull request', commit);
  if (!facts.pullRequests.known) return factsMissing(gate, 'The pull request', facts.pullRequests.why);
  const { sha } = commit.value;
  const all = facts.pullRequests.value;
  const candidates = all.filter((each) => each.state !== 'closed' && isContentOf(sha, each));
  if (candidates.length === 0) return withoutPullRequest(sha, all);
  const counted = candidates.map((each) => count(rules, each));
  // One that is in order is enough: a commit can be the content of several.
  const best = counted.find(
    ({ objectors, approvers }) => objectors.length === 0 && approvers.length >= rules.approvals,
  );
  if (best) {
    return pass(gate, `${sentence(say(best.pull))} is approved by ${list(best.approvers)}.`, [
      sayApprovals(rules, best),
    ]);
  }
  const saw = counted.flatMap((each) => [sayApprovals(rules, each), ...each.objectors.map(sayObjection)]);
  const objected = counted.find(({ objectors }) => objectors.length > 0);
  const first = objected ?? counted[0];
  if (!first) return withoutPullRequest(sha, all);
  const { pull, objectors } = first;
  if (objected) {
    const unblock = `Have ${list(objectors)} approve ${number(pull)}, or their review dismissed on GitHub.`;
    return block(gate, 'changes-requested', `${list(objectors)} requested changes to ${say(pull)}.`, {
      saw,
      unblock,
      who: objectors,
    });
  }
  return block(gate, 'approvals-missing', sayLacking(rules, first), {
    saw,
    unblock: `Have ${people(rules.approvals - first.approvers.length)} more approve ${number(pull)} on GitHub as it is now. Its author does not count, nor does anybody who may not write to the repository.`,
    who: ['people who may write to the repository'],
  });
}

interface Counted {
  pull: PullRequest;
  approvers: string[];
  objectors: string[];
  /** Who approved an earlier commit only. */
  stale: string[];
  /** Whose approval does not count, because they may not write, or are machines. */
  powerless: string[];
}

/** The last word of each reviewer counts, as on GitHub; a comment is none, and neither is what the author says. */
function count(rules: ReviewRule, pull: PullRequest): Counted {
  const last = new Map<string, Review>();
  for (const each of pull.reviews) {
    if (each.reviewer === null || each.state === 'commented' || each.reviewer === pull.author) continue;
    last.set(each.reviewer, each);
  }
  const said = (state: Review['state'], fits: (each: Review) => boolean = () => true) =>
    [...last].flatMap(([name, each]) => (each.state === state && fits(each) ? [name] : []));
  const fresh = (each: Review) => rules.staleApprovals === 'count' || each.sha === pull.head;
  return {
    pull,
    approvers: said('approved', (each) => each.counts && fresh(each)),
    stale: said('approved', (each) => each.counts && !fresh(each)),
    powerless: said('approved', (each) => !each.counts),
    objectors: said('changes-requested', (each) => each.counts),
  };
}

/** Who can give what is lacking: those who were asked on GitHub, and those whose last word there does not count, or is against it. */
export function reviewersToAsk(rules: ReviewRule, pull: PullRequest): string[] {
  const { approvers, powerless } = count(rules, pull);
  const spoken = pull.reviews.flatMap(({ reviewer }) => reviewer ?? []);
  const all = [...new Set([...(pull.requested ?? []), ...spoken])];
  return all.filter((login) => login !== pull.author && !approvers.includes(login) && !powerless.includes(login));
}

function withoutPullRequest(sha: string, all: readonly PullRequest[]): Verdict {
  const within = all.filter(({ state }) => state !== 'closed');
  const closed = all.filter(({ state }) => state === 'closed');
  const why =
    within.length > 0
      ? `It lies inside ${list(within.map(say))}, but what was reviewed there is another commit.`
      : closed.length > 0
        ? `${sentence(list(closed.map(say)))} ${closed.length === 1 ? 'was' : 'were'} closed without being merged.`
        : 'GitHub knows of no pull request with it.';
  return block(gate, 'pull-request-missing', `Commit ${shortSha(sha)} is not the result of a pull request. ${why}`, {
    saw: [
      {
        what: 'Pull request',
        found: all.length > 0 ? list(all.map(number)) : 'none',
        wanted: `one for ${shortSha(sha)}`,
      },
    ],
    unblock: 'Bring the change in by a pull request, have it approved, and deploy the commit of its merge.',
    who: ['people who may write to the repository'],
  });
}

function sayLacking(rules: ReviewRule, { pull, approvers, stale, powerless }: Counted): string {
  const lead = `${sentence(say(pull))} has ${approvers.length} of ${rules.approvals} approvals`;
  const why = [
    ...(stale.length > 0 ? [`${list(stale)} approved an earlier commit of it`] : []),
    ...(powerless.length > 0 ? [`${list(powerless)} may not write to the repository`] : []),
  ];
  return `${lead}${why.length > 0 ? `; ${why.join('; ')}` : ''}.`;
}

function sayApprovals(rules: ReviewRule, { pull, approvers }: Counted): Seen {
  return {
    what: `Approvals of ${number(pull)}`,
    found: approvers.length > 0 ? list(approvers) : 'none',
    wanted: `${people(rules.approvals)} other than ${pull.author ?? 'its author'}`,
  };
}

function sayObjection(name: string): Seen {
  return { what: `Review of ${name}`, found: 'changes requested', wanted: 'no changes requested' };
}

function people(count: number): string {
  return count === 1 ? '1 person' : `${count} people`;
}

function say(pull: PullRequest): string {
  return `pull request ${number(pull)} (${pull.title})`;
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function number(pull: PullRequest): string {
  return `#${pull.number}`;
}
