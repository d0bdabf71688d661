import { randomBytes } from 'node:crypto';
import type { ButtonAction } from '../../model/button.ts';
import type { Buttons } from '../../ports/buttons.ts';
import type { Database } from './database.ts';
import { cleanText, toJson } from './encoding.ts';

/** What buttons mean, behind random ids. */
export function createButtons(database: Database): Buttons {
  return {
    async offer(action) {
      const meaning = toJson(Object.entries(action).sort(([a], [b]) => (a < b ? -1 : 1)));
      const id = randomBytes(15).toString('base64url');
      const [row] = await database.query<{ id: string }>(
        `insert into quarterdeck.buttons (id, meaning, action) values ($1, $2, $3)
         on conflict (meaning) do update set meaning = excluded.meaning returning id`,
        [id, meaning, toJson(action)],
      );
      return row?.id ?? id;
    },
    async find(id) {
      const [row] = await database.query<{ action: ButtonAction }>(
        'select action from quarterdeck.buttons where id = $1',
        [cleanText(id)],
      );
      return row?.action ?? null;
    },
  };
}
