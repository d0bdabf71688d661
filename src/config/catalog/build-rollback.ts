import type { Around, RollbackRule } from '../../model/delivery.ts';
import { minute, parseDuration } from '../../model/time.ts';
import { buildBackup } from './build-backup.ts';
import type { EnvironmentEntry } from './schema.ts';
import type { AroundEntry } from './schema-around.ts';
import type { RollbackEntry } from './schema-rollback.ts';

export function buildRollback(entry: RollbackEntry, { gates }: Pick<EnvironmentEntry, 'gates'>): RollbackRule {
  const { database } = entry;
  const backup = database?.backup ?? gates.backup;
  return {
    by: entry.by,
    workflow: entry.workflow ?? null,
    inputs: asTexts(entry.inputs),
    roles: entry.roles ?? gates.permission.roles,
    target: parseDuration(entry.target ?? '3m') ?? 3 * minute,
    lock: entry.lock ?? true,
    migrations: entry.migrations ?? [],
    database:
      database && backup
        ? { workflow: database.workflow, inputs: asTexts(database.inputs), backup: buildBackup(backup) }
        : null,
  };
}

export function buildAround({ silence, annotation, page }: AroundEntry): Around {
  return { silence: silence ?? null, annotation: annotation ?? null, page: page ?? null };
}

/** GitHub takes inputs as texts. */
export function asTexts(
  inputs: Readonly<Record<string, string | boolean | number>> | undefined,
): Record<string, string> {
  return Object.fromEntries(Object.entries(inputs ?? {}).map(([key, value]) => [key, String(value)]));
}
