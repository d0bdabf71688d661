import type { Backups } from '../model/backup.ts';
import type { Button } from '../model/button.ts';
import type { DatabaseRestore } from '../model/delivery.ts';
import type { Deployment } from '../model/deployment.ts';
import type { Fact } from '../model/facts.ts';
import type { Repository } from '../model/repository.ts';
import type { Instant } from '../model/time.ts';
import { sayDuration } from '../model/time.ts';
import { ofMigrations } from '../policy/rollback-words.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { readBackups } from './backup-facts.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { fact } from './fact.ts';
import { reply } from './tell.ts';

/** In the thread of a rollback: what stands of the database, how old the last backup is, and the button that has it restored. */
export async function offerRestore<M>(
  context: WorkflowContext<M>,
  ports: DeployPorts,
  deployment: Deployment,
  { repository, database, round }: { repository: Repository; database: DatabaseRestore; round: number },
): Promise<void> {
  await reply(context, ports, deployment, `database:${round}`, async () => {
    const backups = await fact(() => readBackups(ports.runs, repository, database.backup));
    const now = ports.clock.now();
    return {
      kind: 'text',
      tone: 'warning',
      title: 'The database is as it was before the rollback',
      lines: [
        deployment.rollback ? ofMigrations(deployment.rollback) : '',
        ...backupWords(backups, now, database),
        'Nothing restores it by itself: look whether the earlier version can live with the database as it is.',
      ],
      buttons: [await restoreButton(ports, deployment, database, backups, { round, now })],
    };
  });
}

function backupWords(backups: Fact<Backups>, now: Instant, { backup }: DatabaseRestore): string[] {
  if (!backups.known) return [`How old the last backup is could not be read: ${backups.why}`];
  const { good } = backups.value;
  if (!good) return [`No good backup was found among the last runs of ${backup.workflow}.`];
  return [`The last good backup (${backup.workflow}) began ${sayDuration(now - good.at)} ago: ${good.url}`];
}

async function restoreButton(
  ports: DeployPorts,
  { id, environment }: Deployment,
  { workflow }: DatabaseRestore,
  backups: Fact<Backups>,
  { round, now }: { round: number; now: Instant },
): Promise<Button> {
  const good = backups.known ? backups.value.good : null;
  const lost = good
    ? `Whatever was written in the last ${sayDuration(now - good.at)} is lost`
    : 'Whatever was written since the last backup is lost';
  return {
    id: await ports.buttons.offer({ kind: 'restore-database', deploymentId: id, round }),
    kind: 'restore-database',
    label: 'Restore the database',
    style: 'danger',
    confirm: {
      title: `Restore the database of ${environment}?`,
      text: `${lost}. ${workflow} is started on GitHub; the audit log names you.`,
      yes: 'Restore it',
    },
  };
}
