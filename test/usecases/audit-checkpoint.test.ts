import { expect, test } from 'vitest';
import { day, hour } from '../../src/model/time.ts';
import { postCheckpoint } from '../../src/usecases/audit-checkpoint.ts';
import { auditEntry, catalog, now } from '../builders.ts';
import { createFakeAudit } from '../fakes/audit.ts';
import { createFakeCatalogs } from '../fakes/catalogs.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFakeChat } from '../fakes/outbox.ts';

function open(audit = { channel: 'evidence', every: day } as { channel: string; every: number } | null) {
  const auditLog = createFakeAudit();
  const chat = createFakeChat();
  const clock = createFakeClock(now);
  const catalogs = createFakeCatalogs(audit ? catalog({ audit }) : catalog());
  const post = () => postCheckpoint({ auditLog, catalogs, chat, clock });
  return { auditLog, chat, clock, post };
}

test('the head is posted once, where the catalog says, and again after a day with something new', async () => {
  const { auditLog, chat, clock, post } = open();
  expect(await post()).toBe(now + hour);
  await auditLog.record(auditEntry('1'));
  expect(await post()).toBe(now + day);
  const { hash } = await auditLog.head();
  await auditLog.record(auditEntry('2'));
  clock.advance(hour);
  expect(await post()).toBe(now + day);
  expect([...chat.messages]).toEqual([['audit-checkpoint:1', { kind: 'audit-checkpoint', number: 1, hash, at: now }]]);
  expect(await chat.claim(2)).toMatchObject([{ channel: 'evidence', posted: null }]);

  clock.advance(day);
  expect(await post()).toBe(now + hour + 2 * day);
  expect([...chat.messages.keys()]).toEqual(['audit-checkpoint:1', 'audit-checkpoint:2']);
  clock.advance(3 * day);
  expect(await post()).toBe(clock.now() + hour);
  expect(chat.messages.size).toBe(2);
});

test('a checkpoint that was made before a crash is posted after it', async () => {
  const { auditLog, chat, clock, post } = open();
  await auditLog.record(auditEntry('1'));
  await auditLog.checkpoint(clock.now(), day);
  await auditLog.record(auditEntry('2'));
  await post();
  expect([...chat.messages.keys()]).toEqual(['audit-checkpoint:1']);
});

test('without the key in the catalog nothing is posted', async () => {
  const { auditLog, chat, post } = open(null);
  await auditLog.record(auditEntry('1'));
  expect(await post()).toBeNull();
  expect(chat.messages.size).toBe(0);
  expect(await auditLog.checkpoints()).toEqual([]);
});
