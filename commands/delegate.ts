import type { Call, Reply } from '../src/command.ts';
import type { Catalog } from '../src/model/catalog.ts';
import type { Millis } from '../src/model/time.ts';
import { parseDuration } from '../src/model/time.ts';
import { answered } from './answered.ts';
import type { WordsProblem } from './deploy-words.ts';
import { isProblem } from './deploy-words.ts';
import { personIn } from './mentioned.ts';
import { unreadable } from './say.ts';

export const delegateHint = 'delegate @person [for 3d | until fri 18:00] [role] | off [@person] | list';

export interface DelegateWords {
  /** Slack id. */
  to: string;
  role: string | null;
  length: Millis | null;
  /** As typed. */
  until: string | null;
}

/** `/quarterdeck delegate …`: who approves in one's place for a time. */
export async function delegate(call: Call, text: string): Promise<Reply> {
  const [word = '', ...rest] = text.split(/\s+/).filter((one) => one !== '');
  const act = { id: call.trigger, by: call.person };
  if (word === '' || word === 'list') {
    const given = await call.ask.delegations(null);
    return { kind: 'notice', notice: { kind: 'delegations', given, reader: call.person.slackId } };
  }
  if (word === 'off') {
    const to = rest.length === 0 ? null : personIn(rest.join(' '), call);
    if (to === null && rest.length > 0) return misread(nobody(rest.join(' '), call.mentioned ?? []));
    return answered(await call.do.people.endDelegation({ ...act, to }));
  }
  const words = readDelegateWords(text, call.catalog, call.mentioned ?? []);
  if (isProblem(words)) return misread(words);
  return answered(await call.do.people.delegate({ ...act, ...words, asked: call.asked }));
}

/** Reads `@person [for 3d | until fri 18:00] [role]`; the role may stand before the time as well. */
export function readDelegateWords(
  text: string,
  catalog: Pick<Catalog, 'roles'>,
  mentioned: readonly string[],
): DelegateWords | WordsProblem {
  const [person = '', ...rest] = text.split(/\s+/).filter((word) => word !== '');
  const to = personIn(person, { mentioned });
  if (to === null) return nobody(person, mentioned);
  const isRole = (word: string | undefined): word is string => word !== undefined && Object.hasOwn(catalog.roles, word);
  const role = [rest[0], rest.at(-1)].find(isRole) ?? null;
  if (role !== null) rest.splice(rest[0] === role ? 0 : rest.length - 1, 1);
  const [how, ...time] = rest;
  if (how === undefined) return { to, role, length: null, until: null };
  if (how === 'until' && time.length > 0) return { to, role, length: null, until: time.join(' ') };
  if (how !== 'for') {
    return {
      wrong: `"${how.slice(0, 40)}" is neither a time nor a role.`,
      right: `Write for 3d, or until fri 18:00. Roles: ${Object.keys(catalog.roles).join(', ')}.`,
    };
  }
  const length = parseDuration(time.join(''));
  if (length !== null) return { to, role, length, until: null };
  return { wrong: `"${time.join(' ').slice(0, 40)}" is not a length of time.`, right: 'Write it as 4h, 3d or 1d12h.' };
}

function nobody(typed: string, mentioned: readonly string[]): WordsProblem {
  if (mentioned.length > 1) return { wrong: 'Several people are named.', right: 'Name one, and then another.' };
  return {
    wrong: typed === '' ? 'It is not said who.' : `"${typed.slice(0, 40)}" is nobody whom Slack knows.`,
    right: 'Type @ and choose the person from the list that Slack shows.',
  };
}

function misread(problem: WordsProblem): Reply {
  return unreadable({ name: '/quarterdeck', hint: delegateHint }, problem);
}
