import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Fault } from '../../src/model/fault.ts';
import { type AlertScope, type SilenceWish, silenceUntil } from '../../src/model/silence.ts';
import { minute } from '../../src/model/time.ts';
import type { Silences } from '../../src/ports/silences.ts';

export interface SilencesHarness {
  silences: Silences;
  /** The same as another process has it. */
  another: Silences;
  now(): number;
  /** A mark that nobody used before. */
  mark(): string;
  /** How many silences in force have exactly these labels. */
  countOf(scope: AlertScope): Promise<number>;
  /** A person silences alerts of these labels for ten minutes. */
  byHand(scope: AlertScope): Promise<void>;
  close(): Promise<void>;
}

/** The promises of `ports/silences.ts`, without time that passes: so that a real Alertmanager can be held to them. */
export function silencesContract(name: string, open: () => Promise<SilencesHarness>): void {
  describe(`silences: ${name}`, () => {
    let at: SilencesHarness;
    let mark: string;
    let scope: AlertScope;
    const wish = (more: Partial<SilenceWish> = {}): SilenceWish => ({
      mark,
      scope,
      until: silenceUntil(at.now()),
      why: 'Deployment of api to production',
      ...more,
    });
    beforeEach(async () => {
      at = await open();
      mark = at.mark();
      scope = { service: 'api', environment: mark };
    });
    afterEach(() => at.close());

    test('what is held can be found, with its scope and its end, also by another process', async () => {
      const asked = wish();
      const held = await at.silences.hold(asked);
      expect(held).toMatchObject({ scope, until: asked.until });
      expect(await at.another.find(mark)).toEqual(held);
      expect(await at.countOf(scope)).toBe(1);
    });

    test('what nobody holds is not found', async () => {
      expect(await at.silences.find(mark)).toBeNull();
    });

    test('held again it is the same silence with a later end', async () => {
      const first = await at.silences.hold(wish());
      const later = first.until + 5 * minute;
      expect(await at.another.hold(wish({ until: later, why: 'Still deploying' }))).toEqual({ ...first, until: later });
      expect(await at.countOf(scope)).toBe(1);
    });

    test('it never ends earlier for being held again', async () => {
      const first = await at.silences.hold(wish());
      expect(await at.silences.hold(wish({ until: first.until - 5 * minute }))).toEqual(first);
    });

    test('of two that hold it at the same time there is one', async () => {
      const asked = wish();
      await Promise.all([at.silences.hold(asked), at.another.hold(asked)]);
      await at.silences.hold(asked);
      expect(await at.countOf(scope)).toBe(1);
    });

    test('with another scope the old one is over', async () => {
      await at.silences.hold(wish());
      const other = { ...scope, track: 'canary' };
      await at.silences.hold(wish({ scope: other }));
      expect([await at.countOf(scope), await at.countOf(other)]).toEqual([0, 1]);
    });

    test('ended it is gone, however often, and can be held anew', async () => {
      await at.silences.hold(wish());
      await at.another.end(mark);
      await at.silences.end(mark);
      expect([await at.silences.find(mark), await at.countOf(scope)]).toEqual([null, 0]);
      await at.silences.hold(wish());
      expect(await at.countOf(scope)).toBe(1);
    });

    test('what others silence stays, also when a text of theirs or ours speaks of the mark', async () => {
      await at.byHand(scope);
      const other = at.mark();
      await at.silences.hold(wish({ mark: other, why: `Like [quarterdeck ${mark}]` }));
      expect(await at.silences.find(mark)).toBeNull();
      await at.silences.end(mark);
      expect(await at.countOf(scope)).toBe(2);
      await at.silences.end(other);
      expect(await at.countOf(scope)).toBe(1);
    });

    test.each([
      ['no labels', {}],
      ['an empty value', { service: 'api', environment: ' ' }],
      ['a label that is none', { 'service-name': 'api' }],
    ])('a scope of %s is refused, and silences nothing', async (_, bad) => {
      const refusal = await at.silences.hold(wish({ scope: bad })).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(Fault);
      expect(refusal).toMatchObject({ kind: 'invalid' });
      expect(await at.silences.find(mark)).toBeNull();
    });

    test('a value is taken as it is, and never as a pattern', async () => {
      const odd = { ...scope, version: 'v1.*|.+ "x" \\' };
      expect(await at.silences.hold(wish({ scope: odd }))).toMatchObject({ scope: odd });
      expect(await at.countOf(odd)).toBe(1);
    });
  });
}
