import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { renewSilenceAt, silenceUntil } from '../../src/model/silence.ts';
import { minute } from '../../src/model/time.ts';
import type { SilencesHarness } from './silences.contract.ts';

/** What `ports/silences.ts` promises of time that passes; the clock moves only by `pass`. */
export function silencesOverTimeContract(
  name: string,
  open: () => Promise<SilencesHarness & { pass(length: number): void }>,
): void {
  describe(`silences over time: ${name}`, () => {
    const scope = { service: 'api', environment: 'production' };
    let at: Awaited<ReturnType<typeof open>>;
    const hold = () =>
      at.silences.hold({ mark: 'd-1', scope, until: silenceUntil(at.now()), why: 'Deployment of api to production' });
    beforeEach(async () => {
      at = await open();
    });
    afterEach(() => at.close());

    test('a dead bot leaves none behind: ten minutes later it is over by itself', async () => {
      await hold();
      at.pass(10 * minute - 1);
      expect(await at.countOf(scope)).toBe(1);
      at.pass(1);
      expect([await at.countOf(scope), await at.silences.find('d-1')]).toEqual([0, null]);
    });

    test('renewed in time it goes on as the same one', async () => {
      const first = await hold();
      at.pass(renewSilenceAt(first.until) - at.now());
      expect(await hold()).toEqual({ ...first, until: first.until + 5 * minute });
      at.pass(9 * minute);
      expect(await at.countOf(scope)).toBe(1);
    });

    test('renewed too late it begins anew', async () => {
      const first = await hold();
      at.pass(11 * minute);
      expect((await hold()).id).not.toBe(first.id);
      expect(await at.countOf(scope)).toBe(1);
    });
  });
}
