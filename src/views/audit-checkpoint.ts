import type { Notice } from '../model/notice.ts';
import type { Message } from './blocks.ts';
import { context, section } from './blocks.ts';
import { code, date, esc } from './text.ts';

/** Number and hash of the newest entry, said where nobody can rewrite it. */
export function auditCheckpointView({ number, hash, at }: Extract<Notice, { kind: 'audit-checkpoint' }>): Message {
  return {
    text: `Audit log: entry ${number}, hash ${esc(hash, 64)}`,
    blocks: [
      section([`:link: *Audit log: entry ${number}*, ${date(at)}`, `Hash ${code(hash, 64)}`]),
      context([
        `Whatever was written up to entry ${number} can no longer be changed unseen: ${code('/audit verify')} compares, and so does`,
        code(`npm run quarterdeck -- audit verify --checkpoint ${number}:${hash}`, 200),
      ]),
    ],
  };
}
