import type { Instant, Millis } from '../model/time.ts';
import { hour } from '../model/time.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { Catalogs } from '../ports/catalogs.ts';
import type { Chat } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';

interface Ports {
  auditLog: Pick<AuditLog, 'checkpoint'>;
  catalogs: Pick<Catalogs, 'active'>;
  chat: Pick<Chat, 'show'>;
  clock: Pick<Clock, 'now'>;
}

/** When one is due and nothing is new, what is new is waited for. */
const lookAgain: Millis = hour;

/**
 * Posts the head of the audit log where the catalog says, if it is time: what is said there, nobody can rewrite in the database.
 * Gives when to look again; null when the catalog has no place for it. Replicas that do it at once, and one that does it again
 * after a crash, post the one checkpoint that was made.
 */
export async function postCheckpoint({ auditLog, catalogs, chat, clock }: Ports): Promise<Instant | null> {
  const { audit } = await catalogs.active();
  if (!audit) return null;
  const now = clock.now();
  const checkpoint = await auditLog.checkpoint(now, audit.every);
  if (!checkpoint) return now + lookAgain;
  const { number, hash, at } = checkpoint;
  await chat.show({
    anchor: `audit-checkpoint:${number}`,
    channel: audit.channel,
    notice: { kind: 'audit-checkpoint', number, hash, at },
  });
  const due = at + audit.every;
  return due > now ? due : now + lookAgain;
}
