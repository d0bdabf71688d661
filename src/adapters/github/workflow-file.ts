import { parse } from 'yaml';
import { z } from 'zod';
import { Fault } from '../../model/fault.ts';
import type { Repository } from '../../model/repository.ts';
import { fullName } from '../../model/repository.ts';
import type { WorkflowFile } from '../../model/workflow-file.ts';
import { ask } from './answers.ts';
import type { GitHub } from './client.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const input = z
  .object({
    description: z.string().nullish(),
    required: z.boolean().default(false),
    type: z.enum(['string', 'choice', 'boolean', 'number', 'environment']).default('string'),
    options: z.array(scalar).default([]),
    default: scalar.nullish(),
  })
  .nullable()
  .transform((given) => given ?? { required: false, type: 'string' as const, options: [] });
const dispatch = z.object({ inputs: z.record(z.string(), input).nullish() }).nullable();
const triggers = z.union([
  z.string().transform((event) => ({ [event]: null })),
  z.array(z.string()).transform((events) => Object.fromEntries(events.map((event) => [event, null]))),
  z.record(z.string(), z.unknown()),
]);
const environment = z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]);
const job = z.object({ name: scalar.nullish(), environment: environment.nullish().catch(null) }).nullish();
const file = z.object({ 'run-name': scalar.nullish(), on: triggers, jobs: z.record(z.string(), job).nullish() });

/** Reads what we need of a workflow's YAML. Throws `Fault` of kind `invalid` that says what is wrong with it. */
export function readWorkflowFile(path: string, text: string): WorkflowFile {
  const wrong = (why: string, cause: unknown) => new Fault('invalid', `${path} cannot be used: ${why}`, { cause });
  let document: unknown;
  try {
    document = parse(text);
  } catch (error) {
    throw wrong(error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error), error);
  }
  const read = file.safeParse(document);
  if (!read.success) throw wrong(z.prettifyError(read.error), read.error);
  const { on, jobs } = read.data;
  const dispatchable = 'workflow_dispatch' in on;
  const declared = dispatch.safeParse(dispatchable ? (on.workflow_dispatch ?? null) : null);
  if (!declared.success) throw wrong(z.prettifyError(declared.error), declared.error);
  return {
    path,
    dispatchable,
    runName: read.data['run-name'] ?? null,
    inputs: Object.entries(declared.data?.inputs ?? {}).map(([name, given]) => ({
      name,
      description: given.description ?? null,
      required: given.required,
      type: given.type,
      options: given.options,
      default: given.default ?? null,
    })),
    ...(jobs
      ? { jobs: Object.entries(jobs).map(([key, given]) => given?.name ?? key), environments: entered(jobs) }
      : {}),
  };
}

/** Each once. */
function entered(jobs: Record<string, z.output<typeof job>>): string[] {
  return [...new Set(Object.values(jobs).flatMap((given) => given?.environment ?? []))];
}

const contents = z.object({ type: z.literal('file'), content: z.string(), encoding: z.literal('base64') });

/** `workflow` is a file name under `.github/workflows`; without `ref` the default branch's version is read. */
export async function getWorkflowFile(
  github: GitHub,
  repository: Repository,
  workflow: string,
  ref?: string,
): Promise<WorkflowFile> {
  const path = `.github/workflows/${workflow}`;
  const request = github.patient.request('GET /repos/{owner}/{repo}/contents/{path}', {
    owner: repository.owner,
    repo: repository.name,
    path,
    ...(ref ? { ref } : {}),
  });
  const { content } = await ask(request, contents, `file ${path} in ${fullName(repository)}`);
  return readWorkflowFile(path, Buffer.from(content, 'base64').toString('utf8'));
}
