import type { BackupRule } from '../../model/backup.ts';
import { parseDuration } from '../../model/time.ts';
import type { EnvironmentEntry } from './schema.ts';

export function buildBackup({
  max_age: age,
  branch,
  job,
  workflow,
}: NonNullable<EnvironmentEntry['gates']['backup']>): BackupRule {
  const maxAge = parseDuration(age) ?? 0;
  return { workflow, maxAge, ...(branch === undefined ? {} : { branch }), ...(job === undefined ? {} : { job }) };
}
