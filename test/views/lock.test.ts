import { expect, test } from 'vitest';
import type { Notice } from '../../src/model/notice.ts';
import { hour } from '../../src/model/time.ts';
import { lockView } from '../../src/views/lock.ts';
import { lockOf, now, person } from '../builders.ts';

type LockNotice = Extract<Notice, { kind: 'lock' }>;

function words(changes: Partial<LockNotice>): string {
  const lock = lockOf({ reason: 'incident 4711' });
  const message = lockView({ kind: 'lock', lock, done: 'taken', by: lock.owner, buttons: [], ...changes });
  return JSON.stringify(message.blocks);
}

test('a held lock says what, by whom, since and until when, and why', () => {
  const text = words({ lock: lockOf({ service: 'api', until: now + hour, reason: 'incident 4711' }) });
  expect(text).toContain('*Locked:* *api in staging* by lead since ');
  expect(text).toContain(`until <!date^${(now + hour) / 1_000}^`);
  expect(text).toContain(': incident 4711');
});

test('what is read in a notification begins as a sentence does', () => {
  const text = (lock: ReturnType<typeof lockOf>) =>
    lockView({ kind: 'lock', lock, done: 'taken', by: lock.owner, buttons: [] }).text;
  expect(text(lockOf({ environment: '*' }))).toMatch(/^Everything is locked by lead/);
  expect(text(lockOf({ environment: 'staging' }))).toMatch(/^All of staging is locked by lead/);
  expect(text(lockOf({ service: 'api', environment: 'staging' }))).toMatch(/^api in staging is locked by lead/);
});

test('who waits is listed in order', () => {
  expect(words({ queue: ['Dana', 'Devin'] })).toContain('*Waiting for it:* 1. Dana, 2. Devin');
  expect(words({})).not.toContain('Waiting');
});

test.each<[string, Partial<ReturnType<typeof lockOf>>]>([
  ['Extended by dev.', { change: { kind: 'extended', by: person('dev'), from: person('lead') } }],
  ['Handed over by dev.', { change: { kind: 'given', by: person('dev'), from: person('dev') } }],
  ['Handed over by lead; before, dev held it.', { change: { kind: 'given', by: person('lead'), from: person('dev') } }],
  ['Taken over from dev by lead.', { change: { kind: 'stolen', by: person('lead'), from: person('dev') } }],
  ['*Locked:* *everything* by lead', { environment: '*' }],
  ['Rollbacks pass, and deployments of services whose last one', { environment: '*' }],
])('%s', (text, changes) => {
  expect(words({ lock: lockOf(changes) })).toContain(text);
});

test('a lock that is over says how', () => {
  expect(words({ done: 'released', by: person('dev') })).toContain('*Unlocked:* all of staging by dev');
  const ranOut = words({ done: 'released', ranOut: true });
  expect(ranOut).toContain('*Ran out:* all of staging');
  expect(ranOut).toContain('It was locked by lead since');
});
