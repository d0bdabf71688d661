import { z } from 'zod';
import { fits, type PostedSilence } from './silences.ts';

const time = z.iso.datetime({ offset: true });
const posted = z.object({
  id: z.string().default(''),
  matchers: z.array(
    z.object({ name: z.string(), value: z.string(), isRegex: z.boolean(), isEqual: z.boolean().default(true) }),
  ),
  startsAt: time,
  endsAt: time,
  createdBy: z.string(),
  comment: z.string(),
});

/** What is wrong with a silence, as Alertmanager answers it. */
export interface Refused {
  status: number;
  body: unknown;
}

/** Reads a posted silence at world time `now`. */
export function readPosted(value: unknown, now: number): PostedSilence | Refused {
  if (value === undefined || value === null || typeof value !== 'object')
    return { status: 400, body: { code: 400, message: 'parsing silence body from "" failed, because unexpected EOF' } };
  for (const field of ['comment', 'createdBy', 'endsAt', 'matchers', 'startsAt'])
    if (!(field in value)) return { status: 422, body: { code: 602, message: `${field} in body is required` } };
  const read = posted.safeParse(value);
  if (!read.success) {
    const at = read.error.issues[0]?.path.join('.') ?? '';
    return { status: 400, body: { code: 400, message: `parsing silence body from "" failed, because of ${at}` } };
  }
  const silence = { ...read.data, startsAt: Date.parse(read.data.startsAt), endsAt: Date.parse(read.data.endsAt) };
  if (silence.matchers.length === 0)
    return { status: 422, body: { code: 612, message: 'matchers in body should have at least 1 items' } };
  if (silence.startsAt >= silence.endsAt)
    return { status: 400, body: 'Failed to create silence: start time must be before end time' };
  if (silence.endsAt < now) return { status: 400, body: "Failed to create silence: end time can't be in the past" };
  for (const [index, { name }] of silence.matchers.entries())
    if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name))
      return { status: 400, body: `silence invalid: invalid label matcher ${index}: invalid label name "${name}"` };
  if (silence.matchers.every((matcher) => fits(matcher, {})))
    return { status: 400, body: 'silence invalid: at least one matcher must not match the empty string' };
  return silence;
}
