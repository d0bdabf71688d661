import type { AuditAction } from '../model/audit-entry.ts';
import type { NumberedEntry } from '../model/audit-search.ts';
import { type ChangeState, changeStates } from '../model/change-request.ts';
import { type DeploymentState, deploymentStates } from '../model/deployment.ts';
import { stopsTheLine } from '../model/lock.ts';
import { sayDuration } from '../model/time.ts';
import { gateNames, type Verdict } from '../model/verdict.ts';
import { changeStateWords } from './change-words.ts';
import { blockingGates } from './refusal.ts';
import { stateWords } from './state-words.ts';
import { code, count, date, esc } from './text.ts';

type Details = Record<string, unknown>;

/** What happened, as it follows the name of whoever did it. Safe mrkdwn. Details were written by any release: nothing is sure. */
const words: Record<AuditAction, (details: Details, subject: string) => string> = {
  'deployment.requested': (d) => `asked to deploy ${what(d)}${to(d)}${because(d)}`,
  'deployment.refused': (d) => `was refused${gates(d)}: ${[what(d), to(d)].join('').trim() || 'the deployment'}`,
  'deployment.dry-run': () => 'looked at what a deploy would do (dry run)',
  'approval.requested': (d) => `asked ${roles(d)} for approval`,
  'approval.voted': (d) => {
    const vote = record(d.vote);
    const place = text(record(vote.for).name) === '' ? '' : ` for ${name(vote.for)}`;
    return vote.choice === 'reject'
      ? `rejected${place}${because(vote)}`
      : `approved${place}${because(vote)}${ticks(vote)}`;
  },
  'approval.vote-refused': (d) =>
    `tried to ${d.choice === 'reject' ? 'reject' : 'approve'}, which does not count: ${text(d.why)}`,
  'approval.decided': (d) => `counted the votes: ${text(d.decision)}`,
  'change.requested': (d) => `asked for the change "${text(d.title)}"${to(d)}`,
  'change.approved': () => 'saw the change approved',
  'change.started': () => 'began to carry the change out',
  'change.implemented': () => 'carried the change out',
  'change.reminded': (d) =>
    `reminded ${d.person === undefined ? 'everybody in the channel' : name(d.person)} to validate the change`,
  'change.validated': () => 'confirmed that the change is right',
  'change.not-validated': (d) => `said that the change is not right${because(d)}`,
  'change.closed': (d) => `closed the change: ${changeState(d)}`,
  'deployment.queued': (d) => `put it in line${typeof d.place === 'number' ? `, at place ${d.place}` : ''}`,
  'deployment.scheduled': (d) =>
    typeof d.for === 'number' ? `put it off until ${date(d.for)}` : 'put it off until its time',
  'glass.broken': (d) => `broke the glass for it${because(d)}`,
  'glass.reviewed': () => 'reviewed what went out past the gates',
  'deployment.dispatched': (d) => {
    const sha = text(d.sha).slice(0, 7);
    return `had the run started on GitHub${sha === '' ? '' : `, of ${code(sha)}`}`;
  },
  'deployment.dispatch-uncertain': () => 'could not find out whether GitHub started the run',
  'deployment.dispatch-settled': (d) => (d.choice === 'dispatch-again' ? 'had it started once more' : 'gave it up'),
  'deployment.second-run-cancelled': () => 'cancelled a second run of it',
  'environment.rule-answered': (d) => `${leave(d)} on GitHub, by its own rule`,
  'environment.reviewed': (d) => `${leave(d)} on GitHub, in the name of ${text(d.by)}`,
  'environment.review-seen': (d) => `saw on GitHub that ${text(d.by) || 'somebody'} ${leave(d)}`,
  'deployment.fault': (d) => `could not go on: ${text(d.error)}`,
  'deployment.cancel-requested': (d) => `asked to cancel it${because(d)}`,
  'deployment.rerun-requested': () => 'asked to run the failed jobs again',
  'deployment.observed': (d) => {
    const from = text(record(d.goesOnFrom).environment);
    if (from !== '') return `asked for a deployment to ${from} whose run went on by itself, with ${what(d)}${to(d)}`;
    const event = text(record(d.run).event);
    return `started a run on GitHub${event === '' ? '' : ` (${event})`} that deploys ${what(d)}${to(d)}`;
  },
  'deployment.skipped-rules': (d) => `deployed past the rules${to(d)}${skipped(d)}`,
  'rollout.begun': (d) => `began to roll ${names(d.services)} out (${text(d.strategy)})`,
  'rollout.phase-begun': (d) => `gave ${text(d.percent)} % of the traffic to it`,
  'rollout.promoted': (d) => `let it go on from ${text(d.weight)} % of the traffic`,
  'rollout.asked': (d) => `asked a person about the rollout${because({ reason: d.why })}`,
  'rollout.held': (d) => `held the rollout at ${text(d.weight)} % of the traffic`,
  'rollout.resumed': (d) => `let the rollout go on at ${text(d.weight)} % of the traffic`,
  'rollout.extended': (d) => `had the phase of ${text(d.weight)} % watched for longer`,
  'rollout.press-refused': (d) => `tried to ${text(d.choice)} the rollout, which does not count: ${text(d.why)}`,
  'rollout.touched': (d) => `saw that somebody changed the cluster meanwhile: ${names(d.changes)}`,
  'rollout.taken-back': (d) => `took ${names(d.takenBack)} back${because({ reason: d.why })}`,
  'rollout.failed': (d) => `found that it does not do well${because({ reason: d.why })}`,
  'watch.begun': (d) => `began to watch it${typeof d.length === 'number' ? ` for ${sayDuration(d.length)}` : ''}`,
  'watch.asked': (d) => `asked people about it: ${text(d.why)}`,
  'watch.answered': (d) =>
    d.choice === 'keep' ? 'kept it, and answers for what was asked' : 'had it rolled back, when asked',
  'watch.answer-refused': (d) => `tried to decide about it, which does not count: ${text(d.why)}`,
  'watch.passed': (d) => `verified it${to(d).replace(/^ to/, ' in')}: its watch has passed`,
  'watch.failed': (d) => `ended its watch${to(d).replace(/^ to/, ' in')}: ${text(d.why)}`,
  'watch.superseded': (d) => `stopped watching it, as something else runs there: ${text(d.why)}`,
  'deployment.ended': (d) => `saw it end${inside(d)}: ${state(d)}`,
  'rollback.requested': (d) => `took ${services(d)} back${inside(d)}${between(d)}${because(d)}`,
  'rollback.refused': (d) => `was refused to roll back ${text(d.target)}${inside(d)}: ${text(d.why)}`,
  'rollback.dry-run': (d) => `looked at what a rollback would do${between(d)} (dry run)`,
  'rollback.moved': () => 'had the cluster set back',
  'deployment.taken-back': (d) => `took it back to ${text(d.to)}`,
  'quarantine.begun': (d) => `quarantined ${text(d.ref)} of ${services(d)}${inside(d)}${because(d)}`,
  'quarantine.released': (d) => `released ${text(d.ref)} of ${services(d)}${inside(d)} from quarantine`,
  'quarantine.release-refused': (d) =>
    `was refused to release ${text(d.ref)}${inside(d)} from quarantine: ${text(d.why)}`,
  'database.restore-requested': (d) => `had GitHub run ${text(d.workflow)} to restore the database`,
  'database.restore-refused': (d) => `was refused to restore the database: ${text(d.why)}`,
  'database.restore-ended': (d) => `saw the restore of the database end: ${text(d.conclusion) || 'not at all'}`,
  'checks.rerun-requested': (d, subject) => `had GitHub run ${names(d.checks)} again, for ${esc(subject, 60)}`,
  'backup.requested': (d, subject) => `had GitHub run ${text(d.workflow)} for a backup, for ${esc(subject, 60)}`,
  'review.asked-for': (d) => `asked ${names(d.people)} for a review of pull request #${text(d.number)}`,
  'lock.taken': (d, subject) => `locked ${scope(d, subject)}${because(d)}`,
  'lock.released': (d, subject) => `released the lock on ${scope(record(d.lock), subject)}`,
  'lock.extended': (d, subject) => `extended the lock on ${scope(record(d.became), subject)}`,
  'lock.given': (d, subject) => `handed the lock on ${scope(record(d.became), subject)} over to ${owner(d.became)}`,
  'lock.stolen': (d, subject) =>
    `took the lock on ${scope(record(d.became), subject)} over from ${owner(d.was)}${because(record(d.became))}`,
  'lock.ran-out': (d, subject) => `saw the lock on ${scope(record(d.lock), subject)} run out`,
  'lock.reminded': (d, subject) => `asked ${owner(d)} whether the lock on ${scope(d, subject)} is still needed`,
  'lock.waited-for': (d, subject) => `stood in line for the lock on ${scope(d, subject)}${because(d)}`,
  'lock.turn-given': (d, subject) => `gave ${name(d.person)} the turn to lock ${scope(d, subject)}`,
  'lock.passed-over': (d, subject) => `passed ${name(d.person)} over in line for the lock on ${scope(d, subject)}`,
  'lock.queue-left': (d, subject) => `left the line for the lock on ${scope(d, subject)}`,
  'lock.asked-for': (d, subject) => `asked ${owner(d)} to release the lock on ${scope(d, subject)}: ${text(d.purpose)}`,
  'lock.refused': (d, subject) => {
    const wanted = d.unlock ? 'unlock' : text(d.wanted);
    return `was refused ${wanted ? `to ${wanted}` : 'a lock on'} ${scope(d, subject)}`;
  },
  'person.linked': (_, subject) => `showed to be ${code(subject, 60)} on GitHub`,
  'person.link-refused': (d, subject) =>
    `signed in to GitHub as ${code(subject, 60)}, and was not linked: ${text(d.why)}`,
  'delegation.given': (d) =>
    `had ${name(d.to)} approve in their place${typeof d.until === 'number' ? ` until ${date(d.until)}` : ''}`,
  'delegation.ended': (d) => `no longer has ${name(d.to)} approve in their place`,
  'person.unlinked': (_, subject) => `is no longer known as ${code(subject, 60)} on GitHub`,
  'catalog.activated': (_, subject) => `took the catalog ${code(subject.slice(0, 7))} into use`,
  'catalog.rejected': (d) =>
    `did not take a changed catalog: ${count(Array.isArray(d.problems) ? d.problems.length : 0, 'problem')}`,
};

export function actionWords({ action, details, subject }: NumberedEntry): string {
  const say: ((details: Details, subject: string) => string) | undefined = words[action];
  return say ? say(details, subject) : esc(action, 60);
}

/** Whoever did it: a person by name, or Quarterdeck by itself. */
export function actorWords({ actor }: NumberedEntry): string {
  const name = 'system' in actor ? actor.system.replace(/^quarterdeck$/, 'Quarterdeck') : actor.name;
  return `*${esc(name, 80) || 'Somebody'}*`;
}

/** The verdicts among the details. */
export function verdictsOf({ verdicts }: Details): Verdict[] {
  return Array.isArray(verdicts)
    ? verdicts.filter((one) => gateNames.includes(record(one).gate as Verdict['gate']))
    : [];
}

function record(value: unknown): Details {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function text(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? esc(String(value), 200) : '';
}

function what(details: Details): string {
  const services = Array.isArray(details.services) ? details.services.map(String).join(', ') : '';
  const ref = details.ref;
  const name = typeof ref === 'string' ? ref : record(ref).name;
  return [text(services) || text(details.target), typeof name === 'string' ? code(name, 60) : '']
    .filter((part) => part !== '')
    .join(' ');
}

function to({ environment }: Details): string {
  return text(environment) === '' ? '' : ` to ${text(environment)}`;
}

function inside({ environment }: Details): string {
  return text(environment) === '' ? '' : ` in ${text(environment)}`;
}

function services({ services: named }: Details): string {
  return Array.isArray(named) && named.length > 0 ? text(named.join(', ')) : 'a service';
}

/** From one version to another, where they are told. */
function between(details: Details): string {
  const [bad, good] = [text(record(details.from).ref), text(record(details.to).ref)];
  return `${bad === '' ? '' : ` from ${bad}`}${good === '' ? '' : ` to ${good}`}`;
}

function because({ reason }: Details): string {
  return text(reason) === '' ? '' : `: ${text(reason)}`;
}

function ticks({ ticked }: Details): string {
  return Array.isArray(ticked) && ticked.length > 0 ? `, having ticked ${text(ticked.join('; '))}` : '';
}

function names(list: unknown): string {
  return Array.isArray(list) && list.length > 0 ? text(list.join(', ')) : 'checks';
}

function gates(details: Details): string {
  const blocking = blockingGates(verdictsOf(details));
  return blocking === '' ? '' : ` (${blocking})`;
}

function leave({ decision, environment }: Details): string {
  return decision === 'approved'
    ? `let the run into ${text(environment)}`
    : `turned the run away from ${text(environment)}`;
}

function skipped({ skipped: rules }: Details): string {
  return Array.isArray(rules) && rules.length > 0 ? `: ${text(rules.join(' '))}` : '';
}

function roles({ rule }: Details): string {
  const asked = record(rule).roles;
  return Array.isArray(asked) && asked.length > 0 ? text(asked.join(', ')) : 'people';
}

function state(details: Details): string {
  const known = deploymentStates.find((one): one is DeploymentState => one === details.state);
  return known ? stateWords[known].words.toLowerCase() : text(details.state);
}

function changeState(details: Details): string {
  const known = changeStates.find((one): one is ChangeState => one === details.state);
  return known ? changeStateWords[known].words.toLowerCase() : text(details.state);
}

function scope({ service }: Details, subject: string): string {
  if (stopsTheLine({ environment: subject })) return 'everything';
  return text(service) === '' ? `all of ${esc(subject, 60)}` : `${text(service)} in ${esc(subject, 60)}`;
}

function owner(lock: unknown): string {
  return name(record(lock).owner);
}

function name(person: unknown): string {
  return text(record(person).name) || 'somebody';
}
