import { day, type Instant } from '../../src/model/time.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { Forms } from '../../src/ports/forms.ts';

export function createFakeForms(clock: Clock): Forms {
  const kept = new Map<string, { context: Record<string, unknown>; at: Instant }>();
  return {
    async keep(context) {
      const id = `form-${kept.size + 1}`;
      kept.set(id, { context: structuredClone(context), at: clock.now() });
      return id;
    },
    async find(id) {
      const form = kept.get(id);
      return form && form.at >= clock.now() - day ? structuredClone(form.context) : null;
    },
  };
}
