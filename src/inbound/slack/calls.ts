import type { Ask, Call, Do, Start } from '../../command.ts';
import type { Person } from '../../model/person.ts';
import type { Instant } from '../../model/time.ts';
import type { Catalogs } from '../../ports/catalogs.ts';
import type { Clock } from '../../ports/clock.ts';
import type { People } from '../../ports/people.ts';

/** Who acted, where, and what it is called when it is delivered again. */
export interface Acted {
  user: string;
  channel: { id: string; name: string | null };
  responseUrl: string | null;
  trigger: string;
  /** When it was taken in, by the clock; null: just now. */
  asked: Instant | null;
}

export interface CallParts {
  people: Pick<People, 'person'>;
  catalogs: Pick<Catalogs, 'active'>;
  clock: Pick<Clock, 'now'>;
  start: Start;
  ask: Ask;
  do: Do;
}

/** Builds what a command gets to know. Throws `Fault` when Slack cannot say who acted. */
export function createCalls(parts: CallParts): (acted: Acted) => Promise<Call> {
  return async ({ user, channel, responseUrl, trigger, asked }) => {
    const [person, catalog] = await Promise.all([parts.people.person(user), parts.catalogs.active()]);
    const now = parts.clock.now();
    return {
      trigger,
      person,
      channel,
      responseUrl,
      asked: asked ?? now,
      now,
      catalog,
      start: parts.start,
      ask: parts.ask,
      do: parts.do,
    };
  };
}

/** Why somebody may not use the bot at all; null for members of the workspace. */
export function notAMember(person: Person): string | null {
  switch (person.kind) {
    case 'member':
      return null;
    case 'guest':
      return 'Guests cannot use Quarterdeck. A full member of this workspace can do it for you.';
    case 'bot':
      return 'Bots cannot use Quarterdeck.';
    case 'stranger':
      return 'Only people of this workspace can use Quarterdeck; your account belongs to another one.';
  }
}
