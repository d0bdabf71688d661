import type { Notice } from '../model/notice.ts';
import { actionWords, actorWords, verdictsOf } from './audit-words.ts';
import type { Message } from './blocks.ts';
import { context, header, present, section } from './blocks.ts';
import { code, date, esc, link } from './text.ts';
import { verdictLine } from './verdicts.ts';

/** One entry of the audit log with everything that it says. */
export function auditEntryView({ entry, hash, url }: Extract<Notice, { kind: 'audit-entry' }>): Message {
  const { number, at, action, subject, actor, details, key } = entry;
  const what = `${actorWords(entry)} ${actionWords(entry)}`;
  const verdicts = verdictsOf(details);
  const account = 'system' in actor ? null : [actor.slackId, actor.githubLogin].filter((id) => id !== null).join(', ');
  return {
    text: `Audit entry ${number}: ${what}`,
    blocks: present(
      header(`Audit entry ${number}`),
      section([
        what,
        `*When*  ${date(at)}`,
        ...(account === null ? [] : [`*Account*  ${code(account, 120)}`]),
        `*Action*  ${code(action)}`,
        `*About*  ${code(subject)}${url === null ? '' : ` (${link(url, 'its message')})`}`,
      ]),
      verdicts.length > 0 && section(verdicts.map(verdictLine)),
      section(
        Object.entries(details)
          .filter(([name]) => name !== 'verdicts' || verdicts.length === 0)
          .map(([name, value]) => `• *${esc(name, 60)}*  ${code(JSON.stringify(value), 400)}`),
      ),
      context([`Key ${code(key, 200)}`, `SHA-256 ${code(hash, 64)}`]),
    ),
  };
}
