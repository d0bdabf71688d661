import type { Ask, Command } from '../../command.ts';
import type { People } from '../../ports/people.ts';
import { homeNote, homeView } from '../../views/home.ts';
import { notAMember } from './calls.ts';
import type { Surface } from './opening.ts';

/** Shows the Home tab: what waits for this person, what is in flight, how to begin. */
export function createHome(parts: {
  commands: readonly Command[];
  people: Pick<People, 'person'>;
  ask: Pick<Ask, 'board' | 'membership'>;
  surface: Pick<Surface, 'publishHome'>;
}): (user: string) => Promise<void> {
  const { commands, people, ask, surface } = parts;
  const begin = commands.map(({ name, opensForm, summary }) => ({
    name,
    opensForm: opensForm?.('') ?? false,
    label: summary.split(' ')[0] ?? name,
  }));
  return async (user) => {
    const person = await people.person(user);
    const why = notAMember(person);
    if (why) return surface.publishHome(user, homeNote(why));
    const [board, membership] = await Promise.all([
      ask.board({ environment: null, service: null }, person),
      ask.membership(user),
    ]);
    if (board.kind === 'board') await surface.publishHome(user, homeView({ board, membership, commands: begin }));
  };
}
