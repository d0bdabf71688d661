import { object } from './shapes.ts';
import * as words from './words.ts';

/** Which runs of which workflow are backups, and how old the last may be. */
export function backupRule(description: string) {
  return object(
    {
      workflow: words.workflowFile.meta({ description: 'The file under .github/workflows that makes the backups.' }),
      max_age: words.duration.meta({ description: 'How long ago the last good one may have begun, at most.' }),
      branch: words.refName
        .meta({ description: 'The branch whose runs count, and on which the backup can be started. Default: any.' })
        .optional(),
      job: words.checkName
        .meta({ description: 'The job that makes the backup, by its name. Default: a run that succeeds is a backup.' })
        .optional(),
    },
    description,
  );
}
