import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Catalog } from '../model/catalog.ts';
import { drivenWorkflows } from '../model/driven-workflow.ts';
import { sayFault } from '../model/fault.ts';
import type { WorkflowFile } from '../model/workflow-file.ts';
import { workflowDemands } from '../policy/workflow-demands.ts';

/** Reads what we need of a workflow's text. Throws `Fault` that says what is wrong with it. */
export type ReadWorkflow = (file: string, text: string) => WorkflowFile | Promise<WorkflowFile>;

/**
 * What the workflows beside the catalog lack, in sentences; null when there are none beside it to look at. A catalog of one
 * pipeline may lie in that pipeline's own repository; the workflows of others are for doctor, which asks GitHub.
 */
export async function checkWorkflows(catalog: Catalog, file: string, read: ReadWorkflow): Promise<string[] | null> {
  const folder = path.join(path.dirname(file), '.github', 'workflows');
  const [pipeline, ...others] = catalog.pipelines;
  if (!pipeline || others.length > 0 || !existsSync(folder)) return null;
  const problems: string[] = [];
  for (const { workflow, environment } of pipeline.environments.flatMap(drivenWorkflows)) {
    const where = path.join(folder, workflow);
    try {
      const parsed = await read(`.github/workflows/${workflow}`, await readFile(where, 'utf8'));
      const lacking = workflowDemands(parsed, environment).filter(({ ok }) => !ok);
      problems.push(...lacking.map(({ what, found, mend }) => `${what}: no, ${found}. ${mend ?? ''}`.trim()));
    } catch (error) {
      const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      problems.push(`${environment.name}: ${missing ? `there is no ${where}` : sayFault(error)}`);
    }
  }
  return problems;
}
