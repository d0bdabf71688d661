import type { SealedEntry } from '../../src/model/audit-chain.ts';
import { entryText, genesis, hashOf } from '../../src/model/audit-chain.ts';
import type { AuditEntry } from '../../src/model/audit-entry.ts';
import type { AuditSearch } from '../../src/model/audit-search.ts';
import type { Audit } from '../../src/ports/audit.ts';
import type { AuditLog, Checkpoint } from '../../src/ports/audit-log.ts';

interface FakeAudit extends Audit, AuditLog {
  /** Everything that was recorded, in order. */
  readonly entries: readonly AuditEntry[];
}

export function createFakeAudit(): FakeAudit {
  const entries: AuditEntry[] = [];
  const chain: SealedEntry[] = [];
  const checkpoints: Checkpoint[] = [];
  const seal = ({ key, at, actor, action, subject, details }: AuditEntry) => {
    const whole = {
      number: String(entries.length),
      previous: chain.at(-1)?.hash ?? genesis,
      recorded: '2026-01-20T15:05:00.000000Z',
      ...{ key, at: String(at), actor: JSON.stringify(actor), action, subject, details: JSON.stringify(details) },
    };
    chain.push({ ...whole, hash: hashOf(entryText(whole)) });
  };
  return {
    entries,
    async record(entry) {
      if (entries.some(({ key }) => key === entry.key)) return;
      entries.push(structuredClone(entry));
      seal(entry);
    },
    async about(subject, limit) {
      const found = entries.filter((entry) => entry.subject === subject).reverse();
      return structuredClone(found.slice(0, limit));
    },
    sealed: async (after, limit) =>
      structuredClone(chain.filter(({ number }) => Number(number) > after).slice(0, limit)),
    async head() {
      const last = chain.at(-1);
      return { number: Number(last?.number ?? 0), hash: last?.hash ?? genesis };
    },
    async search(search, { before, after }, limit) {
      const found = entries
        .map((entry, index) => ({ ...entry, number: index + 1 }))
        .filter(({ number }) => (before === null || number < before) && (after === null || number > after))
        .filter((entry) => fits(entry, search));
      return structuredClone((after === null ? found.slice(-limit) : found.slice(0, limit)).reverse());
    },
    async checkpoint(now, every) {
      const last = checkpoints.at(-1);
      const head = chain.at(-1);
      const due = last === undefined || last.at <= now - every;
      if (due && head && Number(head.number) > (last?.number ?? 0)) {
        checkpoints.push({ number: Number(head.number), hash: head.hash, at: now });
      }
      return structuredClone(checkpoints.at(-1) ?? null);
    },
    checkpoints: async () => structuredClone(checkpoints),
  };
}

function fits(entry: AuditEntry, { words, by, about, action, since }: AuditSearch): boolean {
  const { actor, details, subject } = entry;
  const { verdicts: _, approvers: __, ...rest } = details;
  const who = 'system' in actor ? [actor.system] : [actor.slackId, actor.githubLogin];
  const things = [subject, details.environment, details.service, details.target, ...[details.services].flat()];
  const has = wordsOf([subject, 'system' in actor ? '' : actor.name, ...leaves(rest)].join(' '));
  return (
    words.flatMap(wordsOf).every((word) => has.includes(word)) &&
    (by === null || who.some((one) => one?.toLowerCase() === by.id.toLowerCase())) &&
    (about === null || things.includes(about)) &&
    (action === null || entry.action === action) &&
    (since === null || entry.at >= since)
  );
}

function leaves(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(leaves);
  return typeof value === 'string' || typeof value === 'number' ? [String(value)] : [];
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[\s"'()[\]{}<>,;:!?&|=+*~^%$#@\\`]+/)
    .map((word) => word.replace(/^[-._/]+|[-._/]+$/g, ''))
    .filter((word) => word !== '')
    .map((word) => (/^[0-9a-f]{7,40}$/.test(word) ? word.slice(0, 7) : word));
}
