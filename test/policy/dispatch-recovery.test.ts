import { describe, expect, test } from 'vitest';
import { minute, second } from '../../src/model/time.ts';
import type { LookUp, Loss, Recovery } from '../../src/policy/dispatch-recovery.ts';
import { recoverDispatch, settlingTime } from '../../src/policy/dispatch-recovery.ts';

const losses: Loss[] = ['accepted', 'answered-5xx', 'process-died', 'connection-lost'];

/** Looks as the workflow does: whenever the answer is to wait. `see` says what the look at a second finds. */
function settle(lost: Loss, see: (at: number) => number[] | 'fails'): { answer: Recovery; looks: LookUp[] } {
  const looks: LookUp[] = [];
  for (let at = 0, turn = 0; turn < 200; turn++) {
    const seen = see(at / second);
    looks.push(seen === 'fails' ? { at, ok: false, why: 'GitHub answers 502' } : { at, ok: true, runIds: seen });
    const answer = recoverDispatch({ lost, lookUps: looks });
    if (answer.kind !== 'wait') return { answer, looks };
    at += answer.pause;
  }
  throw new Error('it never settled');
}

describe('a lost answer', () => {
  test.each(losses)('%s: the run is found, and no more is looked', (lost) => {
    expect(settle(lost, () => [77])).toMatchObject({ answer: { kind: 'found', runId: 77 }, looks: { length: 1 } });
  });

  test.each(losses)('%s: the run appears late', (lost) => {
    expect(settle(lost, (at) => (at < 30 ? [] : [77])).answer).toEqual({ kind: 'found', runId: 77 });
  });

  test.each(losses)('%s: it appears while some looks fail', (lost) => {
    expect(settle(lost, (at) => (at < 30 ? 'fails' : [77])).answer).toEqual({ kind: 'found', runId: 77 });
  });

  test.each(losses)('%s: two runs are for a person', (lost) => {
    expect(settle(lost, () => [77, 78]).answer.kind).toBe('ask');
    expect(settle(lost, (at) => (at < 5 ? [] : [77, 78])).answer).toMatchObject({
      kind: 'ask',
      why: expect.stringContaining('77'),
    });
  });

  test.each<[Loss, Recovery['kind']]>([
    ['answered-5xx', 'repeat'],
    ['process-died', 'repeat'],
    ['connection-lost', 'ask'],
    ['accepted', 'ask'],
  ])('%s and nothing seen the whole time: %s', (lost, kind) => {
    expect(settle(lost, () => []).answer.kind).toBe(kind);
  });

  test.each<[Loss, Recovery['kind']]>([
    ['answered-5xx', 'repeat'],
    ['process-died', 'repeat'],
    ['connection-lost', 'ask'],
    ['accepted', 'ask'],
  ])('%s: a look that failed only begins the settling time anew: %s', (lost, kind) => {
    for (const failing of [0, 1, 30, 80]) {
      const { answer, looks } = settle(lost, (at) => (at >= failing && at < failing + 9 ? 'fails' : []));
      expect(answer.kind).toBe(kind);
      const failed = looks.findLastIndex(({ ok }) => !ok);
      expect(failed).toBeGreaterThanOrEqual(0);
      const clean = looks.slice(failed + 1);
      expect((clean.at(-1)?.at ?? 0) - (clean[0]?.at ?? 0)).toBeGreaterThanOrEqual(settlingTime);
    }
  });

  test.each(losses)('%s: as long as looks fail, it is never repeated; after minutes a person is asked', (lost) => {
    const always = settle(lost, () => 'fails');
    const often = settle(lost, (at) => (Math.floor(at / 40) % 2 === 0 ? 'fails' : []));
    for (const { answer, looks } of [always, often]) {
      expect(answer).toMatchObject({ kind: 'ask', why: expect.stringContaining('GitHub answers 502') });
      expect(looks.at(-1)?.at).toBeLessThan(6 * minute);
    }
    expect(recoverDispatch({ lost, lookUps: always.looks.slice(0, -1) }).kind).toBe('wait');
  });

  test.each(losses)('%s: looks that take so long that no settling time is looked through end as well', (lost) => {
    const lookUps: LookUp[] = [];
    for (let at = 0; recoverDispatch({ lost, lookUps }).kind === 'wait'; at += 2 * minute) {
      lookUps.push({ at, ok: true, runIds: [] });
      expect(lookUps.length).toBeLessThan(200);
    }
    expect(recoverDispatch({ lost, lookUps }).kind).toBe('ask');
  });

  test('it is never repeated before the whole settling time has been looked through', () => {
    const { looks } = settle('answered-5xx', () => []);
    expect((looks.at(-1)?.at ?? 0) - (looks[0]?.at ?? 0)).toBeGreaterThanOrEqual(settlingTime);
    expect(looks.length).toBeGreaterThan(6);
    for (let count = 1; count < looks.length; count++) {
      expect(recoverDispatch({ lost: 'answered-5xx', lookUps: looks.slice(0, count) }).kind).toBe('wait');
    }
  });

  test('a run may take a minute and a half to be shown', () => {
    expect(settlingTime).toBeGreaterThanOrEqual(90 * second);
    expect(settle('answered-5xx', (at) => (at < 85 ? [] : [77])).answer).toEqual({ kind: 'found', runId: 77 });
  });

  test('a hole in the looking, as when the process was away, begins the settling time anew', () => {
    const lookUps: LookUp[] = [
      { at: 0, ok: true, runIds: [] },
      { at: 1_000, ok: true, runIds: [] },
      { at: 500_000, ok: true, runIds: [] },
    ];
    expect(recoverDispatch({ lost: 'process-died', lookUps }).kind).toBe('wait');
  });

  test('before the first look it is time to look', () => {
    expect(recoverDispatch({ lost: 'process-died', lookUps: [] })).toEqual({ kind: 'wait', pause: 0 });
  });

  test('pauses are never zero or endless in between', () => {
    const lookUps: LookUp[] = [{ at: 0, ok: true, runIds: [] }];
    const next = recoverDispatch({ lost: 'answered-5xx', lookUps });
    expect(next).toEqual({ kind: 'wait', pause: second });
  });
});
