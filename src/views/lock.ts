import type { Lock } from '../model/lock.ts';
import type { Notice } from '../model/notice.ts';
import type { Message } from './blocks.ts';
import { actions, present, section } from './blocks.ts';
import { date, esc } from './text.ts';

/** A lock was taken or released: which, by whom, why, until when. */
export function lockView(notice: Extract<Notice, { kind: 'lock' }>): Message {
  const { lock, done, by, buttons } = notice;
  const scope = scopeWords(lock);
  const by_ = esc(by.name, 80);
  return {
    text: done === 'taken' ? `${scope} is locked by ${by_}: ${esc(lock.reason)}` : `${scope} was unlocked by ${by_}`,
    blocks: present(
      done === 'taken'
        ? section([`:lock: *Locked:* ${lockWords(lock)}`])
        : section([
            `:unlock: *Unlocked:* ${scope} by ${by_}`,
            `It was locked by ${esc(lock.owner.name, 80)} since ${date(lock.since)}: ${esc(lock.reason)}`,
          ]),
      actions(buttons),
    ),
  };
}

/** The whole of a lock in one line: what, by whom, why, until when. */
export function lockWords(lock: Lock): string {
  const until = lock.until === null ? 'until somebody unlocks it' : `until ${date(lock.until)}`;
  return `*${scopeWords(lock)}* by ${esc(lock.owner.name, 80)} since ${date(lock.since)}, ${until}: ${esc(lock.reason)}`;
}

function scopeWords(lock: Lock): string {
  const environment = esc(lock.environment, 60);
  return lock.service === null ? `all of ${environment}` : `${esc(lock.service, 60)} in ${environment}`;
}
