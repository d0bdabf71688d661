import type { AuditAction } from '../model/audit-entry.ts';
import type { Person, PersonRef } from '../model/person.ts';
import type { LockPorts } from './lock-ports.ts';

export type LockAction = Extract<AuditAction, `lock.${string}`>;

/** A person as messages and the audit log name them, without what is only ours to know. */
export function ref({ slackId, name, githubLogin }: Person): PersonRef & { slackId: string } {
  return { slackId, name, githubLogin };
}

/** Writes it down, once for each key. */
export async function audit(
  ports: Pick<LockPorts, 'audit' | 'clock'>,
  key: string,
  action: LockAction,
  by: Person | null,
  subject: string,
  details: Record<string, unknown>,
): Promise<void> {
  await ports.audit.record({
    key: `${action}:${key}`,
    at: ports.clock.now(),
    actor: by ? ref(by) : { system: 'quarterdeck' },
    action,
    subject,
    details,
  });
}
