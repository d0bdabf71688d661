import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { WorldSeed } from './contract.ts';
import { durationPattern } from './duration.ts';
import { environmentProtection } from './environment-protection.ts';
import { clusterSeed, endpointsSeed, trafficSeed } from './platform/seed.ts';

const duration = z.string().regex(durationPattern, 'must be a duration such as 45s, 3m30s, 2h or 3d');

const commit = z.strictObject({
  key: z.string().min(1),
  message: z.string().min(1),
  author: z.string().min(1),
  ago: duration,
  tree: z.string().min(1).optional(),
  files: z.array(z.string().min(1)).min(1).exactOptional(),
  signature: z.string().min(1).exactOptional(),
});

const pullRequest = z.strictObject({
  number: z.int().positive(),
  title: z.string().min(1),
  author: z.string().min(1),
  branch: z.string().min(1),
  base: z.string().min(1),
  commits: z.array(z.string()).min(1),
  merged: z.string().exactOptional(),
  ago: duration,
  reviews: z
    .array(
      z.strictObject({
        by: z.string().min(1),
        says: z.enum(['approved', 'changes requested', 'commented', 'dismissed']),
        of: z.string().exactOptional(),
      }),
    )
    .default([]),
});

const protection = z.strictObject({
  approvals: z.int().min(0).default(0),
  checks: z.array(z.string()).default([]),
  upToDate: z.boolean().default(false),
  signatures: z.boolean().default(false),
  administrators: z.boolean().default(false),
});

const world = z.strictObject({
  repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'must be owner/name'),
  services: z.array(z.string().min(1)).min(1),
  start: z.iso.datetime({ offset: true }),
  defaultBranch: z.string().min(1),
  branches: z.record(z.string(), z.strictObject({ commits: z.array(commit).min(1) })),
  tags: z.record(z.string(), z.strictObject({ branch: z.string(), commit: z.string() })).default({}),
  pullRequests: z.array(pullRequest).default([]),
  protection: z.record(z.string(), protection).default({}),
  running: z
    .record(z.string(), z.strictObject({ ref: z.string(), commit: z.string(), by: z.string(), ago: duration }))
    .default({}),
  runs: z
    .array(z.strictObject({ workflow: z.string(), event: z.enum(['schedule', 'workflow_dispatch']), ago: duration }))
    .default([]),
  durations: z.record(z.string(), duration).default({}),
  artifacts: z.record(z.string(), z.record(z.string(), z.string())).default({}),
  teams: z.record(z.string(), z.array(z.string())).default({}),
  environments: z.record(z.string(), environmentProtection).default({}),
  cluster: clusterSeed.exactOptional(),
  traffic: trafficSeed.exactOptional(),
  endpoints: endpointsSeed.exactOptional(),
});

/**
 * Reads `<directory>/world.yml`.
 * @throws Error that names the file and every wrong key.
 */
export async function readWorld(directory: string): Promise<WorldSeed> {
  const file = path.join(directory, 'world.yml');
  const result = world.safeParse(parse(await readFile(file, 'utf8')));
  if (!result.success) throw new Error(`${file} is not a world:\n${z.prettifyError(result.error)}`);
  const { branches, ...rest } = result.data;
  if (branches[rest.defaultBranch] === undefined)
    throw new Error(`${file}: defaultBranch "${rest.defaultBranch}" is not among its branches`);
  return { ...rest, directory: path.resolve(directory), branches: mapBranches(branches) };
}

/** An absent `tree` must be absent, not undefined. */
function mapBranches(branches: z.output<typeof world>['branches']): WorldSeed['branches'] {
  return Object.fromEntries(
    Object.entries(branches).map(([name, { commits }]) => [
      name,
      { commits: commits.map(({ tree, ...commit }) => (tree === undefined ? commit : { ...commit, tree })) },
    ]),
  );
}
