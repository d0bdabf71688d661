import { z } from 'zod';
import { backupRule } from './schema-backup.ts';
import { byName, flag, listOf, object, someOf } from './shapes.ts';
import * as words from './words.ts';

const inputs = byName(
  words.inputName,
  z.union([z.string(), z.boolean(), z.number()], { error: 'a text, a number, true or false' }),
  'Its inputs. {version} (the ref to go back to), {sha}, {from}, {service}, {services} and {environment} after a $ are filled in.',
);

/** How the last verified version comes back. */
export const rollback = object(
  {
    by: z.enum(['workflow', 'cluster']).meta({
      description: 'workflow: a workflow does it. cluster: images and traffic are set back on Kubernetes.',
    }),
    workflow: words.workflowFile
      .meta({ description: 'For by: workflow: the file under .github/workflows that rolls back.' })
      .optional(),
    inputs: inputs.optional(),
    roles: someOf(
      words.name,
      'People with one of these roles may roll back. Default: who may deploy there.',
    ).optional(),
    target: words.duration
      .meta({ description: 'How long it may take before people are told that it is late. Default: 3m.' })
      .optional(),
    lock: flag('Whether the environment is locked afterwards until somebody releases it. Default: true.').optional(),
    migrations: listOf(
      words.globOfPath,
      'Paths of database migrations: where one of them has changed, whoever rolls back is told. Default: none.',
    ).optional(),
    database: object(
      {
        workflow: words.workflowFile.meta({ description: 'The file under .github/workflows that restores a backup.' }),
        inputs: inputs.optional(),
        backup: backupRule('Which runs make the backups. Default: as gates.backup says.').optional(),
      },
      'The restore of the database that a person is offered; it never happens by itself. Without this key nothing is offered.',
    ).optional(),
  },
  'How the last verified version comes back. Without this key nothing is rolled back here.',
);

export type RollbackEntry = z.output<typeof rollback>;
