import type { Comparison } from '../model/commit.ts';
import type { Deployment } from '../model/deployment.ts';
import { ofOutside } from '../model/fault.ts';
import { authorsOf, mostAuthors } from '../policy/authors.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import type { Look } from './gather.ts';
import { reply } from './tell.ts';

/** The comparison informs; a deployment does not stop for want of it. The change list then says so. */
export async function compareOrNull(
  ports: DeployPorts,
  seen: Look,
  base: string,
  head: string,
): Promise<Comparison | null> {
  try {
    return await ports.source.compare(seen.target.pipeline.repository, base, head);
  } catch (error) {
    if (ofOutside(error)) return null;
    throw error;
  }
}

/** Into the thread: the commits between what ran and what is deployed. */
export async function changeList(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  seen: Look,
): Promise<void> {
  const from = deployment.from;
  if (!from || from.sha === deployment.sha) return;
  const list = await context.step('what changes', async () => {
    try {
      const { commits, aheadBy } = await ports.source.compare(
        seen.target.pipeline.repository,
        from.sha,
        deployment.sha,
      );
      return { commits, total: aheadBy, why: null };
    } catch (error) {
      if (!ofOutside(error)) throw error;
      return { commits: [], total: 0, why: error.message };
    }
  });
  if (list.why === null) deployment.authors = authorsOf(list.commits).slice(0, mostAuthors);
  await reply(
    context,
    ports,
    deployment,
    'changes',
    list.why === null
      ? { kind: 'change-list', deployment, commits: list.commits, total: list.total }
      : { kind: 'text', tone: 'warning', title: 'The list of changes could not be read', lines: [list.why] },
  );
}
