import type { Button } from '../model/button.ts';
import type { Environment } from '../model/catalog.ts';
import { findEnvironment } from '../model/catalog.ts';
import type { ResolvedRef } from '../model/commit.ts';
import type { DeployRequest, WantedDeploy } from '../model/deployment.ts';
import type { PullRequest } from '../model/pull-request.ts';
import { isContentOf } from '../model/pull-request.ts';
import type { Instant } from '../model/time.ts';
import { glassHelps, mayTryGlass } from '../policy/break-glass.ts';
import { sortChecks } from '../policy/gates/checks.ts';
import { blockingQuarantine } from '../policy/gates/quarantine.ts';
import { reviewersToAsk } from '../policy/gates/review.ts';
import { mayDeploy, mayRollBack } from '../policy/permissions.ts';
import { list } from '../policy/verdicts.ts';
import type { Way } from '../policy/ways-out.ts';
import { waysFor } from '../policy/ways-out.ts';
import { anotherRef } from './another-ref.ts';
import { askOwners } from './ask-owners.ts';
import { button } from './card.ts';
import type { DeployPorts } from './deploy-ports.ts';
import type { Look } from './gather.ts';
import { releaseButton } from './release-button.ts';

type Ports = Pick<DeployPorts, 'buttons'>;

export interface WaysOut {
  buttons: Button[];
  links: { label: string; url: string | null }[];
}

/** What was asked for, and for when; the time as it was typed, or chosen by a button. */
type Asked = WantedDeploy & Partial<Pick<DeployRequest, 'at'>>;

/** More links than these would only be in the way. */
const mostLinks = 3;
/** Nor are more people asked at once. */
const mostReviewers = 3;

/** What can be done about a refusal, as buttons for whoever asked, and as links to where the obstacle can be looked at. */
export async function waysOut(
  ports: Ports,
  { environment, target, ref: typed, reason, inputs, at = null, change = null }: Asked,
  given: {
    what: string;
    seen: Look | null;
    ref: ResolvedRef | null;
    opens: Instant | null;
    now: Instant;
    /** The deployment whose re-run was refused; absent where a new one was. */
    rerunOf?: string;
  },
): Promise<WaysOut> {
  const { what, seen, ref, opens, now, rerunOf } = given;
  if (!seen) return { buttons: [], links: [] };
  // What is re-run may be of some time ago, and what else is offered for it is to be of the same commit.
  const exact = rerunOf !== undefined && ref?.kind === 'branch' && seen.environment.gates.ref.shas;
  const name = exact ? ref.sha : (ref?.name ?? typed);
  const purpose = rerunOf === undefined ? `to deploy ${what}` : `to run ${what} once more`;
  const again: WantedDeploy = {
    environment,
    target,
    ref: name,
    reason,
    inputs,
    ...(change === null ? {} : { change }),
  };
  const open = waysFor(seen.verdicts);
  const red = redChecks(seen);
  const buttons: Button[] = [];
  const add = (...made: Button[]) => buttons.push(...made);
  if (opens !== null && opens > now) add(await button(ports, { kind: 'schedule', ...again, at: opens }));
  if (ref && open.has('rerun-checks') && red.some(({ runId }) => runId !== undefined) && mayAct(seen)) {
    add(await button(ports, { kind: 'rerun-checks', ...again, sha: ref.sha }));
  }
  if (ref && open.has('watch-checks')) add(await button(ports, { kind: 'watch-checks', ...again, sha: ref.sha }));
  if (ref && open.has('deploy-earlier')) add(...(await deployEarlier(ports, again, seen, ref)));
  const anew = change === null && rerunOf === undefined;
  if (anew && open.has('another-ref')) add(...(await anotherRef(ports, again, seen)));
  if (change !== null || open.has('request-change')) {
    const time = typeof at === 'number' ? null : at;
    const asked = { environment, target, ref: name, inputs, at: time, plan: change };
    const way = await button(ports, { kind: 'request-change', ...asked });
    add(change === null ? way : { ...way, label: 'Edit the request' });
  }
  add(...(await askOwners(ports, seen.facts, purpose, rerunOf === undefined ? again : null)));
  if (open.has('release')) add(...(await release(ports, seen)));
  if (ref && open.has('run-backup') && seen.environment.gates.backup?.branch !== undefined && mayAct(seen)) {
    add(await button(ports, { kind: 'run-backup', ...again }));
  }
  // A change has its time: another try would be another request.
  if (ref && open.has('ask-reviewers')) add(...(await askReviewers(ports, seen, ref, purpose)));
  if (open.has('try-again') && rerunOf !== undefined) {
    add({ ...(await button(ports, { kind: 'rerun-failed', deploymentId: rerunOf })), label: 'Try again' });
  } else if (open.has('try-again') && change === null) add(await ask(ports, again, 'Try again', 'plain'));
  if (ref && mayTryGlass(seen.environment, seen.facts) && glassHelps(seen.verdicts)) {
    add(await button(ports, { kind: 'break-glass', environment, target, ref: name, inputs }));
  }
  return { buttons, links: linksOf(seen, ref, open) };
}

/** Asks for a deploy now; the gates judge it anew, with the rights of whoever presses. */
export async function ask(ports: Ports, wanted: WantedDeploy, label: string, style: Button['style']): Promise<Button> {
  const kind = 'schedule' as const;
  const id = await ports.buttons.offer({ kind, ...wanted, at: null });
  return { id, kind, label, style, confirm: null };
}

/** For whoever may roll back there; everybody else reads who can. */
async function release(ports: Ports, { facts, environment }: Look): Promise<Button[]> {
  if (!facts.requester.known || !mayRollBack(facts.requester.value, environment).allowed) return [];
  return Promise.all(blockingQuarantine(facts).map((held) => releaseButton(ports, held)));
}

/** Those who can still approve what was refused for want of a review, where GitHub names any. */
async function askReviewers(ports: Ports, seen: Look, ref: ResolvedRef, purpose: string): Promise<Button[]> {
  const rules = seen.environment.gates.review;
  const [pull] = pullsOf(seen, ref);
  const logins = rules && pull ? reviewersToAsk(rules, pull).slice(0, mostReviewers) : [];
  if (!pull || logins.length === 0) return [];
  const kind = 'ask-reviewers' as const;
  const { number, title, url } = pull;
  const environment = seen.environment.name;
  const id = await ports.buttons.offer({ kind, environment, purpose, pull: { number, title, url }, logins });
  return [{ id, kind, label: `Ask ${list(logins)} for a review`, style: 'plain', confirm: null }];
}

/** The pull requests whose content it is. */
function pullsOf({ facts }: Look, ref: ResolvedRef): PullRequest[] {
  const all = facts.pullRequests.known ? facts.pullRequests.value : [];
  return all.filter((pull) => pull.state !== 'closed' && isContentOf(ref.sha, pull));
}

/** The environment that has to have it first, where that takes this ref and this person. */
async function deployEarlier(ports: Ports, again: WantedDeploy, seen: Look, ref: ResolvedRef): Promise<Button[]> {
  const after = seen.environment.gates.after;
  const earlier = after ? findEnvironment(seen.target.pipeline, after.environment) : null;
  if (!after || !earlier || !seen.facts.requester.known) return [];
  if (!mayDeploy(seen.facts.requester.value, earlier).allowed) return [];
  // A branch may have moved by then, and what has to be verified is this commit.
  const exact = ref.kind === 'branch' && after.same === 'sha' && earlier.gates.ref.shas;
  const { change: _, ...plain } = again;
  const wanted = { ...plain, environment: earlier.name, ref: exact ? ref.sha : ref.name, inputs: {} };
  return [await ask(ports, wanted, `Deploy it to ${earlier.name}`, 'primary')];
}

function mayAct({ environment, facts }: Look): boolean {
  return facts.requester.known && mayDeploy(facts.requester.value, environment).allowed;
}

function redChecks({ environment, facts }: Pick<Look, 'facts'> & { environment: Environment }) {
  const rules = environment.gates.checks;
  return rules && facts.checks.known ? sortChecks(rules, facts.checks.value).failing : [];
}

function linksOf(seen: Look, ref: ResolvedRef | null, open: ReadonlySet<Way>): WaysOut['links'] {
  const { facts, environment } = seen;
  const rules = environment.gates.checks;
  const { failing, pending } =
    rules && facts.checks.known ? sortChecks(rules, facts.checks.value) : { failing: [], pending: [] };
  const checks = [...failing, ...pending].map(({ name, url }) => ({ label: `Open ${name}`, url }));
  const pulls = (ref ? pullsOf(seen, ref) : []).map(({ number, url }) => ({
    label: `Open pull request #${number}`,
    url,
  }));
  const backups = facts.backups?.known ? facts.backups.value : null;
  const backup = [{ label: 'Open the last backup', url: backups?.newest?.url ?? null }];
  return [
    ...(open.has('open-checks') ? checks : []),
    ...(open.has('open-pull-request') ? pulls : []),
    ...(open.has('open-backup') ? backup : []),
  ]
    .filter(({ url }) => url !== null)
    .slice(0, mostLinks);
}
