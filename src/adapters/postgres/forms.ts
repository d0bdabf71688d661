import { randomBytes } from 'node:crypto';
import { day } from '../../model/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Forms } from '../../ports/forms.ts';
import type { Database } from './database.ts';
import { cleanText, toJson } from './encoding.ts';

/** Contexts of open forms. Their age is what users mean by a day, hence the clock. */
export function createForms(database: Database, clock: Clock): Forms {
  return {
    async keep(context) {
      const id = randomBytes(15).toString('base64url');
      await database.query(
        `with old as (delete from quarterdeck.forms where kept_at < $3)
         insert into quarterdeck.forms (id, context, kept_at) values ($1, $2, $4) on conflict (id) do nothing`,
        [id, toJson(context), clock.now() - 7 * day, clock.now()],
      );
      return id;
    },
    async find(id) {
      const [row] = await database.query<{ context: Record<string, unknown> }>(
        'select context from quarterdeck.forms where id = $1 and kept_at >= $2',
        [cleanText(id), clock.now() - day],
      );
      return row?.context ?? null;
    },
  };
}
