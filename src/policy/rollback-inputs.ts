import picomatch from 'picomatch';
import type { Environment, Target } from '../model/catalog.ts';
import type { Comparison, ResolvedRef } from '../model/commit.ts';
import type { RollbackRule } from '../model/delivery.ts';
import type { Version } from '../model/rollback.ts';
import { fillInputs } from './inputs.ts';

/** True where a workflow of its own rolls back: it is told by its inputs where to, and is started on the default branch. */
export function hasOwnWorkflow({ workflow }: Pick<RollbackRule, 'workflow'>, environment: Environment): boolean {
  return workflow !== null && workflow !== environment.workflow;
}

/**
 * What the workflow of a rollback is given. `${version}` is the tag to go back to, and the commit where that has no tag; `${from}` what is
 * taken back. The workflow that deploys is given what a deploy gives it, and what the rule says on top.
 */
export function rollbackInputs(
  environment: Environment,
  rule: Pick<RollbackRule, 'workflow' | 'inputs'>,
  target: Pick<Target, 'name' | 'services'>,
  ref: Pick<ResolvedRef, 'kind' | 'name' | 'sha'>,
  bad: Version | null,
): Record<string, string> {
  const version = ref.kind === 'tag' ? ref.name : ref.sha;
  const words = new Map([
    ['version', version],
    ['from', bad?.ref ?? ''],
  ]);
  const fill = (text: string) => text.replace(/\$\{(version|from)\}/g, (_, word: string) => words.get(word) ?? '');
  const own = Object.fromEntries(Object.entries(rule.inputs).map(([name, text]) => [name, fill(text)]));
  const templates = hasOwnWorkflow(rule, environment) ? own : { ...environment.inputs, ...own };
  return fillInputs(templates, { environment: environment.name, target, ref: version, sha: ref.sha });
}

/** Whether one of the paths differs between two versions; null where that is not known, or the catalog names no paths. */
export function migrationsBetween(globs: readonly string[], { paths, whole }: Comparison['files']): boolean | null {
  if (globs.length === 0) return null;
  const touched = paths.some((path) => picomatch.isMatch(path, [...globs], { dot: true, nonegate: true }));
  return touched || (whole ? false : null);
}
