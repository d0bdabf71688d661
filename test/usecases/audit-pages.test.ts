import { describe, expect, test } from 'vitest';
import type { Notice } from '../../src/model/notice.ts';
import { auditUseCases } from '../../src/usecases/audit-pages.ts';
import { auditEntry, auditSearch, person } from '../builders.ts';
import { createFakeAudit } from '../fakes/audit.ts';
import { createFakeButtons } from '../fakes/buttons.ts';
import { createFakeChat } from '../fakes/outbox.ts';

type Page = Extract<Notice, { kind: 'audit-page' }>;

async function logOf(many: number) {
  const auditLog = createFakeAudit();
  for (let i = 1; i <= many; i++) await auditLog.record(auditEntry(`${i}`));
  const buttons = createFakeButtons();
  const chat = createFakeChat(() => 0);
  const audit = auditUseCases({ auditLog, buttons, chat });
  const newest = async () => (await audit.page(auditSearch(), { before: null, after: null })) as Page;
  /** Presses the button of that label. */
  const turn = async (page: Page, label: string) => {
    const action = await buttons.find(page.buttons.find((button) => button.label === label)?.id ?? '');
    if (action?.kind !== 'audit-page') throw new Error(`there is no ${label}`);
    return (await audit.page(action.search, action.place)) as Page;
  };
  return { auditLog, chat, audit, newest, turn };
}
const seen = ({ entries, buttons }: Page) =>
  [entries[0]?.entry.number, entries.at(-1)?.entry.number, ...buttons.map(({ label }) => label)].join(' ');

describe('pages of the audit log', () => {
  test('to the oldest entry and back to the newest, each entry once', async () => {
    const { newest, turn } = await logOf(25);
    const first = await newest();
    expect(seen(first)).toBe('25 16 Older');
    const second = await turn(first, 'Older');
    expect(seen(second)).toBe('15 6 Newer Older');
    const last = await turn(second, 'Older');
    expect(seen(last)).toBe('5 1 Newer');
    const back = await turn(last, 'Newer');
    expect(seen(back)).toBe('15 6 Newer Older');
    expect(seen(await turn(back, 'Newer'))).toBe('25 16 Older');
  });

  test('a page that is just full has nothing beyond it', async () => {
    expect(seen(await (await logOf(10)).newest())).toBe('10 1');
    expect(seen(await (await logOf(0)).newest())).toBe(' ');
  });

  test('what was written meanwhile is on the page of the newer ones', async () => {
    const { auditLog, newest, turn } = await logOf(12);
    const second = await turn(await newest(), 'Older');
    await auditLog.record(auditEntry('13'));
    expect(seen(await turn(second, 'Newer'))).toBe('12 3 Newer Older');
  });
});

test('one entry in full; none where there is none', async () => {
  const { audit } = await logOf(2);
  expect(await audit.entry(2)).toMatchObject({
    kind: 'audit-entry',
    entry: { ...auditEntry('2'), number: 2 },
    url: null,
  });
  expect(await audit.entry(3)).toBeNull();
  expect(await audit.entry(0)).toBeNull();
});

describe('the proof', () => {
  const asked = { trigger: 't-1', person: person('dev'), channel: { id: 'C1', name: null }, responseUrl: null };

  test('says so when all is well, and when there is nothing', async () => {
    expect(await (await logOf(3)).audit.prove(asked)).toMatchObject({
      tone: 'success',
      title: 'Nobody has changed the audit log',
    });
    expect(await (await logOf(0)).audit.prove(asked)).toMatchObject({ title: 'The audit log is empty' });
  });

  test('names the first bad entry', async () => {
    const { auditLog, chat } = await logOf(3);
    const forged = async (after: number, limit: number) =>
      (await auditLog.sealed(after, limit)).map((one) => (one.number === '2' ? { ...one, subject: 'forged' } : one));
    const audit = auditUseCases({ auditLog: { ...auditLog, sealed: forged }, buttons: createFakeButtons(), chat });
    expect(await audit.prove(asked)).toMatchObject({
      tone: 'error',
      title: 'The audit log was tampered with: entry 2 is the first bad one',
      lines: [expect.stringContaining('Entry 2 was changed'), '1 entries before it are good.', expect.anything()],
    });
  });

  test('of a long log begins with a word that it takes a while', async () => {
    const { auditLog, chat } = await logOf(1);
    const head = async () => ({ number: 20_001, hash: 'x' });
    const audit = auditUseCases({ auditLog: { ...auditLog, head }, buttons: createFakeButtons(), chat });
    expect(await audit.prove(asked)).toMatchObject({ tone: 'error' });
    const [told] = await chat.claim(10);
    expect(told).toMatchObject({ kind: 'whisper', notice: { title: 'Looking at 20,001 entries' } });
  });
});
