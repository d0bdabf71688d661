import type { Lock, LockScope } from '../model/lock.ts';
import { sayScope, stopsTheLine } from '../model/lock.ts';
import type { Notice } from '../model/notice.ts';
import type { Message } from './blocks.ts';
import { actions, present, section } from './blocks.ts';
import { date, esc } from './text.ts';

type LockNotice = Extract<Notice, { kind: 'lock' }>;

/** The message of a lock: which, by whom, why, until when, who waits; in the end, how it ended. */
export function lockView(notice: LockNotice): Message {
  return notice.done === 'taken' ? heldView(notice) : overView(notice);
}

function heldView({ lock, buttons, queue = [] }: LockNotice): Message {
  const lines = [
    `:lock: *Locked:* ${lockWords(lock)}`,
    changeWords(lock),
    stopsTheLine(lock) ? 'Rollbacks pass, and deployments of services whose last one in that environment failed.' : '',
    queueWords(queue),
  ];
  return {
    text: `${begin(scopeWords(lock))} is locked by ${esc(lock.owner.name, 80)}: ${esc(lock.reason)}`,
    blocks: present(section(lines.filter((line) => line !== '')), actions(buttons)),
  };
}

function overView({ lock, by, ranOut = false, buttons }: LockNotice): Message {
  const scope = scopeWords(lock);
  const was = `It was locked by ${esc(lock.owner.name, 80)} since ${date(lock.since)}: ${esc(lock.reason)}`;
  const who = ranOut ? 'the time was up' : `by ${esc(by.name, 80)}`;
  return {
    text: ranOut ? `The lock on ${scope} ran out` : `${begin(scope)} was unlocked ${who}`,
    blocks: present(
      section([ranOut ? `:unlock: *Ran out:* ${scope}` : `:unlock: *Unlocked:* ${scope} ${who}`, was]),
      actions(buttons),
    ),
  };
}

/** The whole of a lock in one line: what, by whom, why, until when. */
export function lockWords(lock: Lock): string {
  const until = lock.until === null ? 'until somebody unlocks it' : `until ${date(lock.until)}`;
  return `*${scopeWords(lock)}* by ${esc(lock.owner.name, 80)} since ${date(lock.since)}, ${until}: ${esc(lock.reason)}`;
}

/** In the order of the line; empty when nobody waits. */
export function queueWords(queue: readonly string[]): string {
  if (queue.length === 0) return '';
  const names = queue.slice(0, 10).map((name, index) => `${index + 1}. ${esc(name, 60)}`);
  const more = queue.length > names.length ? ` and ${queue.length - names.length} more` : '';
  return `*Waiting for it:* ${names.join(', ')}${more}`;
}

function changeWords({ change }: Lock): string {
  if (!change) return '';
  const by = esc(change.by.name, 80);
  const from = esc(change.from.name, 80);
  switch (change.kind) {
    case 'extended':
      return `Extended by ${by}.`;
    case 'given':
      return change.by.slackId === change.from.slackId
        ? `Handed over by ${from}.`
        : `Handed over by ${by}; before, ${from} held it.`;
    case 'stolen':
      return `Taken over from ${from} by ${by}.`;
  }
}

/** As in `all of production`, `api in staging`, `everything`. */
export function scopeWords(scope: LockScope): string {
  const whole = scope.service === null && !stopsTheLine(scope);
  return esc(whole ? `all of ${scope.environment}` : sayScope(scope), 120);
}

/** At the beginning of a sentence. A service is written as it is. */
function begin(words: string): string {
  return words.replace(/^(all of|everything)\b/, (word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`);
}
