import type { Call } from '../src/command.ts';
import type { AuditAction } from '../src/model/audit-entry.ts';
import { auditActions } from '../src/model/audit-entry.ts';
import type { AuditSearch } from '../src/model/audit-search.ts';
import { environmentNames, targetNames } from '../src/model/catalog.ts';
import { everywhere } from '../src/model/lock.ts';
import { nearest } from '../src/model/nearest.ts';
import { parseDuration } from '../src/model/time.ts';
import type { WordsProblem } from './deploy-words.ts';
import { isProblem, splitWords } from './deploy-words.ts';
import { personIn } from './mentioned.ts';

type Known = Pick<Call, 'catalog' | 'person' | 'now' | 'mentioned'>;
type Read = Partial<AuditSearch> | WordsProblem;

/** What may follow each of the words that narrow the search. */
const readers: Record<string, (word: string, call: Known) => Read> = {
  by: readBy,
  about: readAbout,
  action: readAction,
  since: readSince,
};
const most = 8;

/** Reads `[words] [by @person] [about …] [action=…] [since 2d]`, in any order; `by=`, `about=` and `since=` do as well. */
export function readAuditWords(text: string, call: Known): AuditSearch | WordsProblem {
  const search: AuditSearch = { words: [], by: null, about: null, action: null, since: null };
  const typed = splitWords(text);
  if (!typed) return { wrong: 'A quotation mark is opened and never closed.', right: 'Close it, or leave it out.' };
  const seen = new Set<string>();
  for (let word = typed.shift(); word !== undefined; word = typed.shift()) {
    const [, key = word, inside] = /^(by|about|action|since)=(.*)$/s.exec(word) ?? [];
    const reader = Object.hasOwn(readers, key) ? readers[key] : undefined;
    if (!reader || (key === 'action' && inside === undefined)) {
      if (word.startsWith('@'))
        return {
          wrong: `It is not said what ${cutWord(word)} should be.`,
          right: `Write by ${cutWord(word)} for what they did.`,
        };
      search.words.push(word);
      continue;
    }
    if (seen.has(key)) return { wrong: `There are two of "${key}".`, right: 'Give each at most once.' };
    seen.add(key);
    const read = reader(inside ?? typed.shift() ?? '', call);
    if (isProblem(read)) return read;
    Object.assign(search, read);
  }
  if (search.words.length > most) {
    return {
      wrong: `There are ${search.words.length} words to look for.`,
      right: `Give at most ${most}; fewer find more.`,
    };
  }
  return search;
}

function readBy(word: string, known: Known): Read {
  const { person } = known;
  if (word === 'me') return { by: { id: person.slackId, name: person.name } };
  if (/^@?quarterdeck$/i.test(word)) return { by: { id: 'quarterdeck', name: 'Quarterdeck' } };
  const id = personIn(word, known);
  if (id !== null) return { by: { id, name: word.replace(/^@/, '') } };
  return {
    wrong: word === '' ? 'It is not said by whom.' : `It is not clear who ${cutWord(word)} is.`,
    right: 'Write by @, and choose one person from the list that Slack shows; by me and by quarterdeck do as well.',
  };
}

function readAbout(word: string, { catalog }: Known): Read {
  const names = [...environmentNames(catalog), ...targetNames(catalog)];
  if (word === 'all') return { about: everywhere };
  if (names.includes(word) || /^[cd]-[a-z2-7]{10}$/.test(word)) return { about: word };
  const meant = nearest(word, names);
  return {
    wrong: `The catalog has no environment, service or group "${cutWord(word)}", and it is no id of a deployment or a change request.`,
    right: `${meant ? `Did you mean ${meant}? ` : ''}Known: ${names.join(', ')}. For what the catalog no longer has, type the word alone.`,
  };
}

function readAction(word: string): Read {
  const action = auditActions.find((known): known is AuditAction => known === word);
  if (action) return { action };
  const meant = nearest(word, auditActions);
  return {
    wrong: `There is no action "${cutWord(word)}".`,
    right: `${meant ? `Did you mean ${meant}? ` : ''}Known: ${auditActions.join(', ')}.`,
  };
}

function readSince(word: string, { now }: Known): Read {
  const length = parseDuration(word);
  if (length !== null) return { since: now - length };
  const day = /^\d{4}-\d{2}-\d{2}$/.test(word) ? Date.parse(word) : Number.NaN;
  if (!Number.isNaN(day)) return { since: day };
  return {
    wrong: `"${cutWord(word)}" is not a time.`,
    right: 'Write since 2d, since 12h, or a day (in UTC) as in since 2026-01-31.',
  };
}

function cutWord(word: string): string {
  return word.length > 60 ? `${word.slice(0, 60)}…` : word;
}
