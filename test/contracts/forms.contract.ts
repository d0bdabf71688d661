import { describe, expect, test } from 'vitest';
import { day } from '../../src/model/time.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Forms } from '../../src/ports/forms.ts';
import { createFakeClock } from '../fakes/clock.ts';

/** The promises of `ports/forms.ts`. */
export function formsContract(name: string, open: (clock: Clock) => Promise<Forms>): void {
  describe(`forms: ${name}`, () => {
    test('keeps a context for a day', async () => {
      const clock = createFakeClock();
      const forms = await open(clock);
      const id = await forms.keep({ command: 'deploy', nested: { services: ['api'] }, nothing: null });
      expect(await forms.keep({ command: 'deploy' })).not.toBe(id);
      clock.advance(day);
      expect(await forms.find(id)).toEqual({ command: 'deploy', nested: { services: ['api'] }, nothing: null });
      clock.advance(1);
      expect(await forms.find(id)).toBeNull();
    });

    test('finds nothing that never was', async () => {
      const forms = await open(createFakeClock());
      expect(await forms.find('nothing')).toBeNull();
    });
  });
}
