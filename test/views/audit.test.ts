import { expect, test } from 'vitest';
import { auditActions } from '../../src/model/audit-entry.ts';
import { renderNotice } from '../../src/views/render.ts';
import { readable } from '../acceptance/readable.ts';
import { auditEntry, auditSearch, now, person, verdict } from '../builders.ts';

const context = { plain: false, permalink: null };
const dana = person('dev', { name: 'Dana' });
const lineOf = (changes: Parameters<typeof auditEntry>[1]) => {
  const entry = { ...auditEntry('k', { actor: dana, ...changes }), number: 7 };
  const notice = { kind: 'audit-page' as const, search: auditSearch(), entries: [{ entry, url: null }], buttons: [] };
  return readable(renderNotice(notice, context))
    .split('\n')
    .find((line) => line.startsWith('`7`'))
    ?.replace(/<!date[^>]*>/, 'then');
};

test.each<[Parameters<typeof auditEntry>[1], string]>([
  [
    {
      action: 'deployment.requested',
      details: { services: ['api'], ref: { name: 'v1.4.0' }, environment: 'production', reason: 'weekly' },
    },
    '`7` then  *Dana* asked to deploy api `v1.4.0` to production: weekly · `d-1`',
  ],
  [
    {
      action: 'deployment.refused',
      details: {
        target: 'api',
        ref: 'v1',
        environment: 'production',
        verdicts: [verdict({ gate: 'window', outcome: 'block' })],
      },
    },
    '`7` then  *Dana* was refused (Time window): api `v1` to production · `d-1`',
  ],
  [
    { action: 'deployment.dispatched', details: { sha: 'abcdef0123', ref: 'quarterdeck/d-1' } },
    '`7` then  *Dana* had the run started on GitHub, of `abcdef0` · `d-1`',
  ],
  [{ action: 'approval.voted', details: { vote: { choice: 'approve' } } }, '`7` then  *Dana* approved · `d-1`'],
  [
    { action: 'approval.voted', details: { vote: { choice: 'approve', ticked: ['CI passes', '<!channel>'] } } },
    '`7` then  *Dana* approved, having ticked CI passes; &lt;!channel&gt; · `d-1`',
  ],
  [
    { action: 'approval.voted', details: { vote: { choice: 'reject', reason: 'too late' } } },
    '`7` then  *Dana* rejected: too late · `d-1`',
  ],
  [
    {
      action: 'deployment.ended',
      actor: { system: 'quarterdeck' },
      details: { state: 'succeeded', environment: 'staging' },
    },
    '`7` then  *Quarterdeck* saw it end in staging: succeeded · `d-1`',
  ],
  [
    { action: 'lock.taken', subject: 'production', details: { service: null, reason: 'incident' } },
    '`7` then  *Dana* locked all of production: incident',
  ],
  [
    { action: 'lock.released', subject: 'production', details: { lock: { service: 'api' } } },
    '`7` then  *Dana* released the lock on api in production',
  ],
  [
    {
      action: 'lock.stolen',
      subject: '*',
      details: {
        was: { owner: { name: 'Lena' } },
        became: { service: null, owner: { name: 'Dana' }, reason: 'incident' },
      },
    },
    '`7` then  *Dana* took the lock on everything over from Lena: incident',
  ],
  [
    {
      action: 'deployment.observed',
      details: {
        environment: 'production',
        services: ['api'],
        goesOnFrom: { id: 'd-aaaaaaaaaa', environment: 'staging' },
        run: { event: 'workflow_dispatch' },
      },
    },
    '`7` then  *Dana* asked for a deployment to staging whose run went on by itself, with api to production · `d-1`',
  ],
])('an entry is one line in the words of people', (changes, expected) => {
  expect(lineOf(changes)).toBe(expected);
});

test('every action has words of its own, whatever its details are', () => {
  const lines = auditActions.map((action) => lineOf({ action, details: {} }) ?? '');
  expect(new Set(lines).size).toBe(auditActions.length);
  for (const [index, line] of lines.entries()) expect(line).not.toContain(auditActions[index]);
});

test('what is about a deployment or a change names it, whatever was done; what is about neither says so in words', () => {
  expect(lineOf({ action: 'glass.broken', subject: 'd-1' })).toContain('`d-1`');
  expect(lineOf({ action: 'environment.rule-answered', subject: 'd-1' })).toContain('`d-1`');
  expect(lineOf({ action: 'change.approved', subject: 'c-1' })).toContain('`c-1`');
  expect(lineOf({ action: 'lock.taken', subject: 'production' })).not.toContain('`production`');
});

test('the filter is told, and the message of a deployment is linked', () => {
  const search = auditSearch({
    words: ['incident'],
    by: { id: 'U1', name: 'Dana' },
    about: 'production',
    action: 'lock.taken',
    since: now,
  });
  const entry = { ...auditEntry('k'), number: 7 };
  const page = readable(
    renderNotice(
      { kind: 'audit-page', search, entries: [{ entry, url: 'https://acme.slack.com/archives/C1/p1' }], buttons: [] },
      context,
    ),
  );
  expect(page).toMatch(/Only with `incident`, by Dana, about production, `lock.taken`, since <!date/);
  expect(page).toContain('<https://acme.slack.com/archives/C1/p1|its message>');
});

test('an entry in full tells verdicts in words and all else as it is', () => {
  const entry = {
    ...auditEntry('k', {
      actor: dana,
      details: { sha: 'abc', verdicts: [verdict({ says: 'dev has the role developers.' })] },
    }),
    number: 7,
  };
  const text = readable(renderNotice({ kind: 'audit-entry', entry, hash: 'f'.repeat(64), url: null }, context));
  expect(text).toContain('Audit entry 7');
  expect(text).toContain('*Permission* passed: dev has the role developers.');
  expect(text).toContain('• *sha*  `"abc"`');
  expect(text).toContain('f'.repeat(64));
  expect(text).toContain('*Account*  `U0DEV0000, dana-dev`');
});
