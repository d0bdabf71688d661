import { auditActions } from '../../src/model/audit-entry.ts';
import type { NumberedEntry } from '../../src/model/audit-search.ts';
import type { Button } from '../../src/model/button.ts';
import { changeStates } from '../../src/model/change-request.ts';
import type { Delegation } from '../../src/model/delegation.ts';
import type { Deployment, DeploymentState } from '../../src/model/deployment.ts';
import { deploymentStates } from '../../src/model/deployment.ts';
import type { Notice } from '../../src/model/notice.ts';
import type { Job } from '../../src/model/run.ts';
import { hour, minute } from '../../src/model/time.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { gateNames } from '../../src/model/verdict.ts';
import {
  approval,
  approvalRule,
  auditEntry,
  auditSearch,
  deployment,
  job,
  lockOf,
  membership,
  now,
  person,
  resolvedRef,
  run,
  running,
  shaOf,
  step,
  verdict,
  vote,
} from '../builders.ts';
import { changeOf, changeValidations } from '../change-builder.ts';
import { delegationOf } from '../delegation-builder.ts';
import { rollbackNotices } from './rollback-notices.ts';
import { hostileRollouts } from './rollout-notices.ts';
import { watchNotices } from './watch-notices.ts';

/** How large and how hostile the samples are. `text` stands for whatever came from outside. */
export interface Scale {
  text: string;
  many: number;
}

/** One notice of every kind, and a deployment in every state. */
export function sampleNotices({ text, many }: Scale): Notice[] {
  const list = Array.from({ length: many }, (_, index) => index);
  const made = new Map<DeploymentState, Deployment>();
  const whole = (state: DeploymentState) => {
    const deployment = made.get(state) ?? hostileDeployment(state, { text, many });
    made.set(state, deployment);
    return deployment;
  };
  const ref = resolvedRef({ name: text, title: text, url: webUrl(text), author: { name: text, login: text } });
  const verdicts = verdictsOf(text, many);
  const of = whole('running');
  const observed: Deployment = {
    ...of,
    origin: { ...of.origin, via: 'github' },
    requester: { slackId: null, name: text, githubLogin: text },
    startedElsewhere: {
      event: text,
      servicesKnown: false,
      beside: list.map(() => text),
      skipped: list.map(() => text),
    },
  };
  const wentOn: Deployment = {
    ...observed,
    startedElsewhere: {
      event: text,
      servicesKnown: true,
      beside: [],
      skipped: [text],
      goesOnFrom: { id: text, environment: text },
    },
  };
  return [
    ...deploymentStates.map(
      (state): Notice => ({
        kind: 'deployment',
        deployment: whole(state),
        buttons: buttons(),
        approvers: list.map(() => text),
        now,
      }),
    ),
    ...rollbackNotices(whole, buttons(), text, many),
    {
      kind: 'change-list',
      deployment: of,
      commits: list.map((index) => ({
        sha: shaOf(`c${index}`),
        title: text,
        author: { name: text, login: index % 2 ? text : null },
        url: webUrl(text),
      })),
      total: many + 250,
    },
    ...changeStates.map(
      (state): Notice => ({
        kind: 'deployment',
        deployment: { ...whole(state === 'awaiting-approval' ? state : 'succeeded'), change: text },
        buttons: buttons(),
        approvers: list.map(() => text),
        change: changeOf(state, text),
        now,
      }),
    ),
    { kind: 'change-request', change: changeOf('validating', text), deployment: whole('succeeded'), url: webUrl(text) },
    { kind: 'change-request', change: changeOf('expired', text), deployment: whole('expired'), url: null },
    ...changeValidations(changeOf('validating', text), whole('succeeded'), {
      roles: list.map(() => text),
      url: webUrl(text),
    }),
    {
      kind: 'change-requests',
      environment: text,
      open: list.map(() => changeOf('scheduled', text)),
      more: many > 1,
      closed: list.map(() => changeOf('failed', text)),
      urls: { [text]: webUrl(text) },
    },
    { kind: 'change-requests', environment: null, open: [], more: false, closed: [], urls: {} },
    { kind: 'failure', deployment: of, job: text, step: text, url: webUrl(text), log: list.map(() => text) },
    { kind: 'failure', deployment: of, job: text, step: null, url: 'javascript:alert(1)', log: [] },
    {
      kind: 'ended',
      deployment: whole('failed'),
      mention: list.map(() => ({ ...person('dev'), name: text })),
      authors: list.map((index) => ({ ...person('dev', { name: text }), ...(index % 2 ? { slackId: null } : {}) })),
      now,
    },
    { kind: 'refusal', what: text, verdicts, ref, earliest: now, buttons: buttons(), now, timezone: 'Europe/Berlin' },
    {
      kind: 'refusal',
      what: text,
      verdicts: [],
      ref: null,
      earliest: null,
      buttons: [],
      links: list.map(() => ({ label: text, url: webUrl(text) })),
      now,
      timezone: text,
    },
    ...hostileRollouts(whole('rolling-out'), { text, many }),
    { kind: 'nudge', deployment: whole('awaiting-approval'), mention: list.map((index) => `U0MANY${index}`) },
    {
      kind: 'glass-review',
      deployment: { ...of, glass: true, verdicts: verdicts.map((one) => ({ ...one, reason: 'glass-broken' })) },
      due: now,
      reviewedBy: many % 2 ? null : person('lead', { name: text }),
      buttons: buttons(),
    },
    {
      kind: 'why',
      what: text,
      person: person('dev', { name: text }),
      verdicts,
      approvals: approvalRule({ roles: list.map(() => text) }),
      earliest: null,
      ref,
      underWay: list.slice(0, 10).map((index) => whole(index % 2 ? 'awaiting-approval' : 'queued')),
      now,
      at: now + hour,
      timezone: text,
    },
    {
      kind: 'dry-run',
      deployment: { ...whole('requested'), verdicts },
      approvals: null,
      earliest: now + hour,
      now,
      timezone: null,
    },
    { kind: 'skipped-rules', deployment: observed, by: observed.requester, run: { url: webUrl(text), attempt: 2 } },
    { kind: 'deployment', deployment: observed, buttons: buttons(), approvers: [], now },
    { kind: 'skipped-rules', deployment: wentOn, by: wentOn.requester, run: { url: webUrl(text), attempt: 1 } },
    { kind: 'deployment', deployment: wentOn, buttons: buttons(), approvers: [], now },
    ...watchNotices(whole('succeeded'), { text, many }, buttons()),
    { kind: 'started', deployment: of, anchor: text },
    { kind: 'queued', deployment: whole('queued'), place: 3, behind: list.map(() => text) },
    { kind: 'text', tone: 'error', title: text, lines: list.map(() => text), buttons: buttons() },
    {
      kind: 'board',
      environment: text,
      service: text,
      running: list.map((index) =>
        running({ environment: `${text}${index % 9}`, service: text, ref: text, by: person('dev', { name: text }) }),
      ),
      active: list.map(() => ({ deployment: of, buttons: buttons() })),
      recent: list.map(() => whole('failed')),
      locks: list.map(() => lockOf({ reason: text, environment: text, owner: person('dev', { name: text }) })),
      queues: { 'l-1': list.map(() => text) },
      now,
    },
    { kind: 'board', environment: null, service: null, running: [], active: [], recent: [], locks: [], now },
    {
      kind: 'lock',
      lock: lockOf({ reason: text, until: now + hour }),
      done: 'taken',
      by: person('dev', { name: text }),
      buttons: buttons(),
    },
    {
      kind: 'lock',
      lock: lockOf({
        service: text,
        reason: text,
        change: { kind: 'given', by: person('lead', { name: text }), from: person('dev', { name: text }) },
      }),
      done: 'taken',
      by: person('dev', { name: text }),
      buttons: buttons(),
      queue: list.map(() => text),
    },
    {
      kind: 'lock',
      lock: lockOf({ environment: '*', reason: text, until: now }),
      done: 'released',
      by: person('dev', { name: text }),
      buttons: [],
      ranOut: true,
    },
    {
      kind: 'lock',
      lock: lockOf({ service: text, reason: text }),
      done: 'released',
      by: person('dev', { name: text }),
      buttons: [],
    },
    {
      kind: 'audit-page',
      search: auditSearch({
        words: list.map(() => text),
        by: { id: 'U0DEV0000', name: text },
        about: text,
        action: 'lock.taken',
        since: now,
      }),
      entries: auditEntries(text, many).map((entry) => ({ entry, url: webUrl(text) })),
      buttons: buttons(),
    },
    { kind: 'audit-checkpoint', number: 4711, hash: text, at: now },
    { kind: 'audit-page', search: auditSearch(), entries: [], buttons: [] },
    ...auditEntries(text, auditActions.length).map(
      (entry): Notice => ({ kind: 'audit-entry', entry, hash: 'c0ffee'.padEnd(64, '0'), url: webUrl(text) }),
    ),
    { kind: 'help', commands: list.map(() => ({ name: text, summary: text, usage: list.map(() => text) })) },
    {
      kind: 'whoami',
      membership: membership('dev', {
        person: person('dev', { name: text, githubLogin: text }),
        roles: list.map(() => text),
        unverified: list.map(() => ({ role: text, why: text })),
      }),
      linkedBy: 'email',
      delegations: delegations(text, many),
      mutes: [{ what: 'all', until: now }],
      may: list.map((index) => ({ environment: text, deploy: index % 2 === 0, approve: index % 3 === 0 })),
    },
    { kind: 'delegations', given: delegations(text, many), reader: 'U0DEV0000' },
    { kind: 'delegations', given: [], reader: text },
    { kind: 'link-code', userCode: text, url: webUrl(text), minutes: many },
    { kind: 'link-code', userCode: text, url: 'javascript:alert(1)', minutes: 1 },
    {
      kind: 'doctor',
      findings: list.map((index) => ({ ok: index % 2 === 0, what: text, found: text, mend: index % 2 ? text : null })),
    },
    { kind: 'catalog-rejected', file: text, problems: list.map(() => text), keptHash: shaOf('kept') },
  ];
}

function delegations(text: string, many: number): Delegation[] {
  const named = { slackId: text, name: text, githubLogin: text };
  return Array.from({ length: many }, (_, index) =>
    delegationOf(index % 2 ? ['dev', 'lead'] : ['lead', 'dev'], {
      ...(index % 3 ? { from: named, to: named } : {}),
      role: index % 4 ? text : null,
      roles: [text],
    }),
  );
}

/** Entries of every action in turn, with the details that any of them may have, and with some that none has. */
function auditEntries(text: string, many: number): NumberedEntry[] {
  const details = {
    environment: text,
    services: [text, text],
    ref: { kind: 'tag', name: text },
    reason: text,
    why: text,
    error: text,
    rule: { roles: [text] },
    vote: { choice: 'reject', reason: text },
    decision: text,
    state: text,
    lock: { service: text },
    problems: [text],
    [text]: { [text]: [text, null, 1] },
    verdicts: [...verdictsOf(text, 3), null, text, { gate: text }],
  };
  return Array.from({ length: many }, (_, index) => ({
    ...auditEntry(text, { subject: text, actor: index % 3 ? person('dev', { name: text }) : { system: text } }),
    action: auditActions[index % auditActions.length] ?? 'lock.taken',
    details: index % 4 === 3 ? {} : details,
    number: 1_000_000 - index,
  }));
}

export function buttons(): Button[] {
  const confirm = { title: 'Sure?', text: 'It cannot be taken back.', yes: 'Do it' };
  return [
    { id: 'b-approve', kind: 'approve', label: 'Approve', style: 'primary', confirm },
    { id: 'b-reject', kind: 'reject', label: 'Reject', style: 'danger', confirm: null },
    { id: 'b-cancel', kind: 'cancel', label: 'Cancel', style: 'plain', confirm },
  ];
}

/** A deployment in which everything that comes from outside is `text`, and everything countable is there `many` times. */
export function hostileDeployment(state: DeploymentState, { text, many }: Scale): Deployment {
  const list = Array.from({ length: many }, (_, index) => index);
  const rule = approvalRule({ required: 2, roles: list.map(() => text) });
  const decided = state === 'awaiting-approval' ? 'pending' : 'approved';
  return deployment({
    state,
    target: text,
    services: list.map((index) => `${text}${index}`),
    environment: text,
    requester: person('dev', { name: text }),
    reason: text,
    requestedInputs: Object.fromEntries(list.map((index) => [`${text}${index}`, text])),
    inputs: Object.fromEntries(list.map((index) => [`${text}${index}`, text])),
    ref: { kind: 'branch', name: text },
    commit: { title: text, author: { name: text, login: null }, at: now, url: webUrl(text) },
    from: { ref: text, sha: shaOf('from') },
    compare: { aheadBy: 2, behindBy: 1, url: webUrl(text) },
    approval: approval({
      rule,
      decision: decided,
      decidedAt: decided === 'pending' ? null : now,
      votes: list.map((index) =>
        vote('lead', {
          reason: text,
          role: text,
          person: { ...person(`lead${index}`), name: text },
          ...(index % 2 ? { for: { ...person('dev2'), name: text } } : {}),
        }),
      ),
    }),
    verdicts: verdictsOf(text, many),
    place: state === 'queued' ? 2 : null,
    run: run({ title: text, url: webUrl(text), jobs: list.map((index) => jobOf(text, index)) }),
    endedAt: now + minute,
    note: text,
  });
}

function jobOf(text: string, index: number): Job {
  const states = ['queued', 'waiting', 'in_progress', 'completed'] as const;
  const status = states[index % 4] ?? 'queued';
  const name = index % 2 ? `${text} (part ${index})` : `${text}${index}`;
  const conclusion = status === 'completed' ? (index % 8 === 3 ? 'failure' : 'success') : null;
  return job(name, {
    id: 1_000 + index,
    status,
    conclusion,
    url: webUrl(text),
    steps: [step(1, text, { status: 'in_progress' })],
  });
}

function verdictsOf(text: string, many: number): Verdict[] {
  return gateNames.map((gate, index) =>
    verdict({
      gate,
      outcome: index % 3 === 0 ? 'block' : index % 3 === 1 ? 'warn' : 'pass',
      reason: index % 3 === 2 ? 'passed' : 'locked',
      says: text,
      saw: Array.from({ length: many }, () => ({ what: text, found: text, wanted: text })),
      unblock: text,
      who: Array.from({ length: many }, () => text),
      when: now + hour,
    }),
  );
}

function webUrl(text: string): string {
  return `https://github.com/acme/trading-engine/compare/${text}`;
}
