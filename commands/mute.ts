import type { Call, Reply } from '../src/command.ts';
import type { MuteKind } from '../src/model/mute.ts';
import { muteKinds } from '../src/model/mute.ts';
import type { Millis } from '../src/model/time.ts';
import { parseDuration } from '../src/model/time.ts';
import { answered } from './answered.ts';
import type { WordsProblem } from './deploy-words.ts';
import { isProblem } from './deploy-words.ts';
import { unreadable } from './say.ts';

export interface MuteWords {
  what: MuteKind;
  length: Millis | null;
}

/** `/quarterdeck mute …`: what one does not want to be told. */
export async function mute(call: Call, text: string): Promise<Reply> {
  const words = readMuteWords(text);
  if (isProblem(words))
    return unreadable({ name: '/quarterdeck', hint: 'mute [all | authors | reminders] [for 8h]' }, words);
  return answered(await call.do.people.mute({ by: call.person, ...words, asked: call.asked }));
}

export async function unmute(call: Call): Promise<Reply> {
  return answered(await call.do.people.unmute({ by: call.person }));
}

/** Reads `[all | authors | reminders] [for 8h]`. */
export function readMuteWords(text: string): MuteWords | WordsProblem {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const kind = muteKinds.find((one) => one === words[0]);
  if (kind) words.shift();
  const what = kind ?? 'all';
  const [how, ...time] = words;
  if (how === undefined) return { what, length: null };
  if (how !== 'for') {
    return { wrong: `"${how.slice(0, 40)}" cannot be muted.`, right: `Known: ${muteKinds.join(', ')}; then for 8h.` };
  }
  const length = parseDuration(time.join(''));
  if (length !== null) return { what, length };
  return { wrong: `"${time.join(' ').slice(0, 40)}" is not a length of time.`, right: 'Write it as 45m, 8h or 3d.' };
}
