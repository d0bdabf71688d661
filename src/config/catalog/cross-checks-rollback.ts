import type { Checked } from './checked.ts';
import { checkInputs } from './cross-checks-templates.ts';
import { describe } from './problem.ts';
import { onKubernetes } from './strategy-kind.ts';
import { checkDuration, checkRoleNames, type Tell } from './tell.ts';

const templateWords = ['version', 'sha', 'from', 'service', 'services', 'environment'];

export function checkRollback({ environment, path, roles }: Checked, tell: Tell): void {
  const entry = environment.rollback;
  if (!entry) return;
  const where = [...path, 'rollback'];
  const inputs = { known: templateWords, sha: false };
  checkRoleNames(entry.roles ?? [], [...where, 'roles'], roles, tell);
  checkDuration(entry.target, [...where, 'target'], tell);
  checkInputs(entry.inputs, inputs, [...where, 'inputs'], tell);
  if (entry.by === 'workflow' && entry.workflow === undefined) {
    tell(
      [...where, 'by'],
      describe('workflow'),
      'workflow beside it: the file under .github/workflows that rolls back',
    );
  }
  if (entry.by === 'cluster') {
    for (const key of ['workflow', 'inputs'] as const) {
      if (entry[key] !== undefined) tell([...where, key], `${key} where the cluster does it`, 'by: workflow', 'key');
    }
    const { delivery } = environment;
    if (!delivery || !onKubernetes(delivery.strategy)) {
      const found = 'cluster, where nothing is said of Kubernetes';
      tell([...where, 'by'], found, 'delivery with a strategy on Kubernetes, or by: workflow');
    }
  }
  const { database } = entry;
  if (!database) return;
  checkInputs(database.inputs, inputs, [...where, 'database', 'inputs'], tell);
  checkDuration(database.backup?.max_age, [...where, 'database', 'backup', 'max_age'], tell);
  if (!database.backup && !environment.gates.backup) {
    tell([...where, 'database'], 'a restore of backups that nobody knows', 'backup in it, or gates.backup');
  }
}
