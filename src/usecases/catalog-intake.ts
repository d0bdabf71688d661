import type { Catalog } from '../model/catalog.ts';
import { Fault } from '../model/fault.ts';
import type { Audit } from '../ports/audit.ts';
import type { Catalogs } from '../ports/catalogs.ts';
import type { Chat } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';

interface Ports {
  audit: Audit;
  catalogs: Catalogs;
  chat: Chat;
  clock: Clock;
}

/** A version of the file, as it was read: whole, or what is wrong with it in sentences. */
export type ReadCatalog = { ok: true; catalog: Catalog } | { ok: false; problems: string[] };

/**
 * Takes in a version of quarterdeck.yml. A good one becomes the active one. A bad one changes nothing and is told in the
 * operations channel of the version that stays; when there is none to stay, it throws a `Fault` with all problems.
 */
export async function takeInCatalog(ports: Ports, file: string, read: ReadCatalog): Promise<'activated' | 'kept'> {
  const kept = await activeOrNull(ports.catalogs);
  const at = ports.clock.now();
  const actor = { system: 'quarterdeck' };
  if (read.ok) {
    const { hash } = read.catalog;
    // Also where the text is the same: an earlier release may have made less of it.
    await ports.catalogs.activate(read.catalog);
    if (kept?.hash === hash) return 'kept';
    const key = `catalog:${hash}:after:${kept?.hash ?? 'none'}`;
    await ports.audit.record({
      key,
      at,
      actor,
      action: 'catalog.activated',
      subject: hash,
      details: { before: kept?.hash ?? null },
    });
    return 'activated';
  }
  if (!kept)
    throw new Fault(
      'invalid',
      `${file} cannot be used:\n${read.problems.map((problem) => `  - ${problem}`).join('\n')}`,
    );
  const { problems } = read;
  // The instant keeps two different mistakes, and one made twice, apart; what stays is named by its hash.
  const anchor = `catalog-rejected:${kept.hash}:${at}`;
  await ports.audit.record({
    key: anchor,
    at,
    actor,
    action: 'catalog.rejected',
    subject: kept.hash,
    details: { problems },
  });
  const notice = { kind: 'catalog-rejected' as const, file, problems, keptHash: kept.hash };
  await ports.chat.show({ anchor, channel: kept.channels.operations, notice });
  return 'kept';
}

async function activeOrNull(catalogs: Catalogs): Promise<Catalog | null> {
  try {
    return await catalogs.active();
  } catch (error) {
    if (error instanceof Fault && error.kind !== 'unavailable') return null;
    throw error;
  }
}
