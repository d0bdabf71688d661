import { isDeepStrictEqual } from 'node:util';
import type { ButtonAction } from '../../src/model/button.ts';
import type { Buttons } from '../../src/ports/buttons.ts';

export function createFakeButtons(): Buttons {
  const actions = new Map<string, ButtonAction>();
  return {
    async offer(action) {
      for (const [id, known] of actions) if (isDeepStrictEqual(known, action)) return id;
      const id = `button-${actions.size + 1}`;
      actions.set(id, structuredClone(action));
      return id;
    },
    find: async (id) => structuredClone(actions.get(id) ?? null),
  };
}
