import { z } from 'zod';
import type { AlertScope, HeldSilence } from '../../model/silence.ts';

const matcher = z.object({
  name: z.string(),
  value: z.string(),
  isRegex: z.boolean(),
  // Versions before 0.22 do not have it.
  isEqual: z.boolean().default(true),
});

const silence = z.object({
  id: z.string().min(1),
  status: z.object({ state: z.enum(['active', 'pending', 'expired']) }),
  createdBy: z.string(),
  comment: z.string(),
  startsAt: z.iso.datetime({ offset: true }),
  endsAt: z.iso.datetime({ offset: true }),
  matchers: z.array(matcher),
});

export const listed = z.array(silence);
export const created = z.object({ silenceID: z.string().min(1) });

export type GettableSilence = z.output<typeof silence>;

/** Null for what is not made of equalities alone: no scope of ours. */
function scopeOf({ matchers }: GettableSilence): AlertScope | null {
  if (matchers.some(({ isRegex, isEqual }) => isRegex || !isEqual)) return null;
  return Object.fromEntries(matchers.map(({ name, value }) => [name, value]));
}

/** As it stands; a person who changed its matchers to patterns has an empty scope here, which is the same as no other. */
export function heldOf(given: GettableSilence): HeldSilence {
  return { id: given.id, scope: scopeOf(given) ?? {}, until: Date.parse(given.endsAt) };
}

/** Alertmanager says why as a JSON string, or as go-openapi's `{code, message}`. */
export function wordsOf(body: unknown): string {
  const read = z
    .union([z.string(), z.object({ message: z.string() }).transform(({ message }) => message)])
    .safeParse(body);
  return read.data ?? '';
}
