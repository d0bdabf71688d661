import type { AuditAsk } from '../command.ts';
import { entryText } from '../model/audit-chain.ts';
import type { AuditPlace, AuditSearch, NumberedEntry } from '../model/audit-search.ts';
import type { Button } from '../model/button.ts';
import { deploymentIdOf } from '../model/change-request.ts';
import { anchorOf } from '../model/deployment.ts';
import type { Notice } from '../model/notice.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { Buttons } from '../ports/buttons.ts';
import type { Chat } from '../ports/chat.ts';
import { verifyAudit } from './audit-proof.ts';

interface Ports {
  auditLog: AuditLog;
  buttons: Buttons;
  chat: Pick<Chat, 'permalink' | 'whisper'>;
}

const pageSize = 10;
/** From so many entries on, proving them takes long enough to say first that it has begun. */
const many = 20_000;

/** The audit log for people: pages of it, one entry in full, and the proof. */
export function auditUseCases(ports: Ports): AuditAsk {
  const urlOf = ({ subject }: NumberedEntry) => {
    if (subject.startsWith('c-')) return ports.chat.permalink(anchorOf(deploymentIdOf(subject)));
    return subject.startsWith('d-') ? ports.chat.permalink(anchorOf(subject)) : Promise.resolve(null);
  };

  return {
    async page(search, place) {
      const found = await ports.auditLog.search(search, place, pageSize + 1);
      const more = found.length > pageSize;
      // Of those beyond the page, the one is at the end that is farther from where it began.
      const entries = place.after === null ? found.slice(0, pageSize) : found.slice(more ? 1 : 0);
      const [first] = entries;
      const last = entries.at(-1);
      const newer = place.after === null ? place.before !== null : more;
      const older = place.after === null ? more : true;
      const buttons = await Promise.all([
        ...(newer && first ? [turn(ports, 'Newer', search, { before: null, after: first.number })] : []),
        ...(older && last ? [turn(ports, 'Older', search, { before: last.number, after: null })] : []),
      ]);
      const linked = await Promise.all(entries.map(async (entry) => ({ entry, url: await urlOf(entry) })));
      return { kind: 'audit-page', search, entries: linked, buttons };
    },

    async entry(number) {
      const [sealed] = await ports.auditLog.sealed(number - 1, 1);
      if (!sealed || Number(sealed.number) !== number) return null;
      const entry: NumberedEntry = { ...JSON.parse(entryText(sealed)) };
      return { kind: 'audit-entry', entry, hash: sealed.hash, url: await urlOf(entry) };
    },

    async prove({ trigger, person, channel, responseUrl }) {
      const { number } = await ports.auditLog.head();
      if (number > many) {
        await ports.chat.whisper({
          key: `${trigger}:begun`,
          person: person.slackId,
          channel: channel.id,
          responseUrl,
          notice: {
            kind: 'text',
            tone: 'info',
            title: `Looking at ${number.toLocaleString('en-US')} entries`,
            lines: ['The answer comes here.'],
          },
        });
      }
      return tellProof(await verifyAudit(ports.auditLog));
    },
  };
}

function tellProof({ bad, checked, first, last, fitted }: Awaited<ReturnType<typeof verifyAudit>>): Notice {
  if (bad) {
    const title = `The audit log was tampered with: entry ${bad.number} is the first bad one`;
    const lines = [
      bad.says,
      `${checked.toLocaleString('en-US')} entries before it are good.`,
      'Export the log before anything else is done to it: npm run quarterdeck -- audit export',
    ];
    return { kind: 'text', tone: 'error', title, lines };
  }
  if (!last) return { kind: 'text', tone: 'info', title: 'The audit log is empty', lines: [] };
  const checkpoints = fitted.filter(({ from }) => from.startsWith('the checkpoint')).length;
  return {
    kind: 'text',
    tone: 'success',
    title: 'Nobody has changed the audit log',
    lines: [
      `Entries ${first} to ${last.number} follow one another, and each has its hash.`,
      checkpoints === 0
        ? 'No checkpoint has been posted yet.'
        : `They fit the ${checkpoints === 1 ? 'one checkpoint that was' : `${checkpoints} checkpoints that were`} posted.`,
      `The last one is ${last.number}:${last.hash}`,
    ],
  };
}

async function turn(ports: Ports, label: string, search: AuditSearch, place: AuditPlace): Promise<Button> {
  const id = await ports.buttons.offer({ kind: 'audit-page', search, place });
  return { id, kind: 'audit-page', label, style: 'plain', confirm: null };
}
