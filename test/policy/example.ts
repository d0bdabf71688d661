import path from 'node:path';
import { readCatalog } from '../../src/config/catalog/load.ts';
import type { Ticked } from '../../src/model/approval.ts';
import type { Environment, Pipeline } from '../../src/model/catalog.ts';
import { findEnvironment } from '../../src/model/catalog.ts';
import type { Facts } from '../../src/model/facts.ts';
import { judge } from '../../src/policy/judge.ts';

/** The pipeline of one of the example catalogs. */
export async function pipelineOf(example: string): Promise<Pipeline> {
  const loaded = await readCatalog(path.join(import.meta.dirname, '../../examples', example, 'quarterdeck.yml'));
  const pipeline = loaded.ok ? loaded.catalog.pipelines[0] : undefined;
  if (!pipeline) throw new Error(`the catalog of ${example} is not sound`);
  return pipeline;
}

export function environmentOf(pipeline: Pipeline, name: string): Environment {
  const environment = findEnvironment(pipeline, name);
  if (!environment) throw new Error(`${pipeline.name} has no ${name}`);
  return environment;
}

/** Everything but what passes, as `block reason`. */
export const refusals = (environment: Environment, seen: Facts) =>
  judge(environment, seen).flatMap(({ outcome, reason }) => (outcome === 'pass' ? [] : [`${outcome} ${reason}`]));

/** Every item of the environment's checklist, ticked by lead. */
export function tickedBy({ approvals }: Environment): Ticked {
  const items = approvals?.checklist ?? [];
  return { checklist: items, by: [{ name: 'lead', items }] };
}
