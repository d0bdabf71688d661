import type { AuditSearch } from '../model/audit-search.ts';
import { everywhere } from '../model/lock.ts';
import type { Notice } from '../model/notice.ts';
import { actionWords, actorWords } from './audit-words.ts';
import type { Message } from './blocks.ts';
import { actions, context, header, present, section } from './blocks.ts';
import { code, count, date, esc, link } from './text.ts';

type Page = Extract<Notice, { kind: 'audit-page' }>;

/** A page of the audit log, one line an entry, newest first. */
export function auditPageView({ search, entries, buttons }: Page): Message {
  const filter = filterWords(search);
  const lines = entries.slice(0, 10).map(lineOf);
  return {
    text:
      entries.length === 0
        ? 'Nothing in the audit log fits'
        : `Audit log: ${count(entries.length, 'entry', 'entries')}${filter === '' ? '' : ` ${filter}`}`,
    blocks: present(
      header('Audit log'),
      filter !== '' && context([`Only ${filter}`]),
      lines.length === 0 && section(['Nothing fits. Look for less, or for longer ago.']),
      lines.length > 0 && section(lines.slice(0, 5)),
      lines.length > 5 && section(lines.slice(5)),
      lines.length > 0 &&
        context([
          `Newest first. ${code(`/audit show ${entries[0]?.entry.number}`)} opens one; ${code('/audit verify')} proves them all.`,
        ]),
      actions(buttons),
    ),
  };
}

function lineOf({ entry, url }: Page['entries'][number]): string {
  const where = url === null ? '' : ` (${link(url, 'its message')})`;
  // Of a deployment or a change; of everything else the words say what it is about.
  const about = /^[cd]-/.test(entry.subject) ? ` · ${code(entry.subject, 40)}${where}` : '';
  return `\`${entry.number}\` ${date(entry.at)}  ${actorWords(entry)} ${actionWords(entry)}${about}`;
}

/** `by Dana, about production, since …`; empty when nothing was asked for. */
function filterWords({ words, by, about, action, since }: AuditSearch): string {
  return [
    words.length > 0 && `with ${words.map((word) => code(word, 60)).join(' and ')}`,
    by && `by ${esc(by.name, 80)}`,
    about !== null && `about ${about === everywhere ? 'everything at once' : esc(about, 60)}`,
    action !== null && code(action),
    since !== null && `since ${date(since)}`,
  ]
    .filter((part) => typeof part === 'string')
    .join(', ');
}
