import type { Catalog, Environment, Pipeline } from '../model/catalog.ts';
import { refMatches } from './gates/ref.ts';
import { list } from './verdicts.ts';

/** What is allowed in a catalog but probably not meant, in sentences. */
export function adviseCatalog(catalog: Catalog): string[] {
  const used = new Set(
    catalog.pipelines.flatMap(({ environments }) =>
      environments.flatMap(({ gates, approvals }) => [...gates.permission.roles, ...(approvals?.roles ?? [])]),
    ),
  );
  const idle = Object.keys(catalog.roles).filter((role) => !used.has(role));
  return [
    ...catalog.pipelines.flatMap((pipeline) =>
      pipeline.environments.flatMap((environment) =>
        adviseEnvironment(environment).map((advice) => `${where(pipeline, environment)}: ${advice}`),
      ),
    ),
    ...(idle.length > 0 ? [`No gate and no approval asks for ${list(idle)}.`] : []),
  ];
}

function where(pipeline: Pipeline, environment: Environment): string {
  return `${pipeline.name} ${environment.name}`;
}

function adviseEnvironment({ defaultRef, gates, approvals }: Environment): string[] {
  const advice: string[] = [];
  const { branches } = gates.ref;
  if ('branch' in defaultRef && !refMatches('branch', defaultRef.branch, branches)) {
    advice.push(
      `the default branch ${defaultRef.branch} fits none of ${list(branches)}, so a deploy without a ref is refused.`,
    );
  }
  if (gates.checks?.all && gates.checks.ignored.length === 0) {
    advice.push(
      "the deploy workflow's own jobs are checks of the commit too; list them under checks.ignored, or a failed deploy blocks the next.",
    );
  }
  if (approvals && approvals.validFor > approvals.expiresAfter * 24) {
    advice.push('an approval counts far longer than people have to give it.');
  }
  return advice;
}
