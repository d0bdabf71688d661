import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { isCron } from './cron.ts';
import { checkExpressions } from './expression.ts';

const oneOrMany = z
  .union([z.string(), z.array(z.string())])
  .transform((given) => (Array.isArray(given) ? given : [given]));
const filters = z.object({
  branches: oneOrMany.optional(),
  'branches-ignore': oneOrMany.optional(),
  tags: oneOrMany.optional(),
  'tags-ignore': oneOrMany.optional(),
  paths: oneOrMany.optional(),
  'paths-ignore': oneOrMany.optional(),
});
const input = z
  .object({
    description: z.string().optional(),
    required: z.boolean().default(false),
    default: z.union([z.string(), z.boolean(), z.number()]).optional(),
    type: z.enum(['string', 'choice', 'boolean', 'number', 'environment']).default('string'),
    options: z.array(z.string()).optional(),
  })
  .nullable()
  .transform((given) => given ?? { required: false, type: 'string' as const });
const triggers = z.object({
  push: filters.nullable().optional(),
  schedule: z.array(z.object({ cron: z.string().refine(isCron, 'must be a schedule of five fields') })).optional(),
  workflow_dispatch: z
    .object({ inputs: z.record(z.string(), input).nullish() })
    .nullable()
    .optional(),
  workflow_run: z
    .object({
      workflows: oneOrMany,
      types: oneOrMany.default(['requested', 'completed']),
      branches: oneOrMany.optional(),
    })
    .optional(),
});
const on = z.union([
  z.string().transform((event) => ({ [event]: null })),
  z.array(z.string()).transform((events) => Object.fromEntries(events.map((event) => [event, null]))),
  z.record(z.string(), z.unknown()),
]);
const concurrency = z
  .union([
    z.string(),
    z.object({ group: z.string(), 'cancel-in-progress': z.union([z.boolean(), z.string()]).optional() }),
  ])
  .transform((given) => (typeof given === 'string' ? { group: given } : given));
const step = z.object({
  id: z.string().optional(),
  name: z.string().optional(),
  if: z.union([z.string(), z.boolean()]).optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).nullish(),
  'continue-on-error': z.union([z.boolean(), z.string()]).optional(),
});
const job = z.object({
  name: z.string().optional(),
  needs: oneOrMany.default([]),
  if: z.union([z.string(), z.boolean()]).optional(),
  'runs-on': z.union([z.string(), z.array(z.string())]).default('ubuntu-latest'),
  environment: z.union([z.string(), z.object({ name: z.string(), url: z.string().optional() })]).optional(),
  concurrency: concurrency.optional(),
  strategy: z.object({ matrix: z.union([z.string(), z.record(z.string(), z.unknown())]).optional() }).optional(),
  services: z.record(z.string(), z.unknown()).optional(),
  steps: z.array(step).default([]),
});
const file = z.object({
  name: z.string().optional(),
  'run-name': z.string().optional(),
  on: on.pipe(triggers),
  concurrency: concurrency.optional(),
  jobs: z.record(z.string(), job),
});

export type WorkflowInput = z.output<typeof input>;
export type StepDefinition = z.output<typeof step>;
export type JobDefinition = z.output<typeof job>;
export type RefFilters = z.output<typeof filters>;
export type ConcurrencyDefinition = z.output<typeof concurrency>;
export type WorkflowDefinition = z.output<typeof file>;

export interface Workflow {
  id: number;
  name: string;
  /** `deploy.yml` */
  file: string;
  /** `.github/workflows/deploy.yml` */
  path: string;
  content: string;
  definition: WorkflowDefinition;
  /** One of its jobs puts something into an environment. */
  deploys: boolean;
}

/** By their text. The worlds of a process mostly have the same files, and to read one takes long. */
const known = new Map<string, WorkflowDefinition>();

function readDefinition(name: string, content: string): WorkflowDefinition {
  const result = file.safeParse(parse(content));
  if (!result.success) throw new Error(`${name} is not a workflow:\n${z.prettifyError(result.error)}`);
  checkWorkflow(name, result.data);
  return result.data;
}

/** The workflow of one file. @throws Error that names the file and what is wrong in it. */
export function readWorkflow(name: string, content: string, id: number): Workflow {
  const definition = known.get(content) ?? readDefinition(name, content);
  known.set(content, definition);
  const location = `.github/workflows/${name}`;
  return {
    id,
    name: definition.name ?? location,
    file: name,
    path: location,
    content,
    definition,
    deploys: Object.values(definition.jobs).some((each) => each.environment !== undefined),
  };
}

/** A need that no job has would wait for ever, and an expression that cannot be read would fail in the middle of a run. */
function checkWorkflow(name: string, definition: WorkflowDefinition) {
  const templates = [definition['run-name'], definition.concurrency?.group];
  const conditions: (string | boolean | undefined)[] = [];
  for (const [key, each] of Object.entries(definition.jobs)) {
    const unknown = each.needs.find((need) => definition.jobs[need] === undefined);
    if (unknown !== undefined) throw new Error(`${name}: the job ${key} needs "${unknown}", which is no job`);
    const { environment, steps } = each;
    templates.push(each.name, each.concurrency?.group, ...steps.map((item) => item.name));
    templates.push(...(typeof environment === 'string' ? [environment] : [environment?.name, environment?.url]));
    conditions.push(each.if, ...steps.map((item) => item.if));
  }
  try {
    for (const text of templates) checkExpressions(text ?? '', 'template');
    for (const text of conditions) if (typeof text === 'string') checkExpressions(text, 'condition');
  } catch (cause) {
    throw new Error(`${name}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** Reads `<directory>/.github/workflows/*.yml`, in the order of their names. */
export async function readWorkflows(directory: string): Promise<Workflow[]> {
  const folder = path.join(directory, '.github', 'workflows');
  const files = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name)).sort();
  return Promise.all(
    files.map(async (name, index) => readWorkflow(name, await readFile(path.join(folder, name), 'utf8'), 7001 + index)),
  );
}

/** Names of the secrets that the workflows read. */
export function secretNames(workflows: Workflow[]): string[] {
  const found = workflows.flatMap(({ content }) => [...content.matchAll(/\bsecrets\.([A-Z][A-Z0-9_]*)/g)]);
  return [...new Set(found.map((match) => match[1] ?? ''))].filter((name) => name !== 'GITHUB_TOKEN').sort();
}

/** Names of the environments that the workflows' jobs and choices name literally. */
export function environmentNames(workflows: Workflow[]): string[] {
  const names = workflows.flatMap(({ definition }) =>
    Object.values(definition.jobs).map(({ environment }) =>
      typeof environment === 'string' ? environment : environment?.name,
    ),
  );
  return [...new Set(names.filter((name) => name !== undefined && !name.includes('${{')))].filter(
    (n) => n !== undefined,
  );
}
