import type { Comparison } from '../model/commit.ts';
import type { Deployment } from '../model/deployment.ts';
import { ofOutside } from '../model/fault.ts';
import type { Repository } from '../model/repository.ts';
import { authorsOf, mostAuthors } from '../policy/authors.ts';
import { migrationsBetween } from '../policy/rollback-inputs.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { forAMoment, isBusy } from './listening.ts';
import type { RollbackLook } from './rollback-look.ts';
import { reply } from './tell.ts';

/** What a rollback takes back, as GitHub tells it. */
export type GoesBack =
  | { known: true; comparison: Comparison; migrations: boolean | null }
  | { known: false; why: string };

/** The commits that go back, and whether migrations are among them. To be called in a step. */
export async function readGoesBack(
  ports: Pick<DeployPorts, 'source'>,
  repository: Repository,
  { rule, bad, to }: Pick<RollbackLook, 'rule' | 'bad' | 'to'>,
): Promise<GoesBack> {
  if (!bad) return { known: false, why: 'Nothing is known to run there.' };
  try {
    const comparison = await ports.source.compare(repository, to.sha, bad.sha);
    let migrations = migrationsBetween(rule.migrations, comparison.files);
    // The earlier version has commits of its own as well: what only they brought comes back.
    if (migrations !== true && comparison.behindBy > 0) {
      const other = await ports.source.compare(repository, bad.sha, to.sha);
      migrations = migrationsBetween(rule.migrations, other.files) ?? migrations;
    }
    return { known: true, comparison, migrations };
  } catch (error) {
    if (ofOutside(error)) return { known: false, why: error.message };
    throw error;
  }
}

/** It informs, and nothing waits for it: what GitHub does not tell within a moment is told as unknown. */
export async function tellGoesBack(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  look: RollbackLook,
): Promise<void> {
  const found = await context.step('what goes back', async (): Promise<GoesBack> => {
    const answer = await forAMoment(ports, readGoesBack(ports, look.target.pipeline.repository, look));
    return isBusy(answer) ? { known: false, why: 'GitHub does not answer quickly just now.' } : answer;
  });
  if (found.known) {
    const { comparison, migrations } = found;
    const { aheadBy, behindBy, url, commits } = comparison;
    deployment.compare = { aheadBy, behindBy, url };
    deployment.authors = authorsOf(commits).slice(0, mostAuthors);
    if (deployment.rollback && look.rule.migrations.length > 0) deployment.rollback.migrations = migrations;
    await reply(context, ports, deployment, 'changes', { kind: 'change-list', deployment, commits, total: aheadBy });
    return;
  }
  await reply(context, ports, deployment, 'changes', {
    kind: 'text',
    tone: 'warning',
    title: 'What goes back could not be read',
    lines: [found.why, 'The rollback does not wait for it.'],
  });
}
