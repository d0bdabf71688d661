import type { z } from 'zod';
import { valueAt } from './explain.ts';
import { type CatalogFile, catalogFile } from './schema.ts';

type Path = readonly PropertyKey[];

/** A file of the right shape, made of what is right in one that is not. */
export interface SoundPart {
  file: CatalogFile;
  /** Where a place of it stands in the whole file; null where what is said of the place may come of what was taken out. */
  placeOf(path: Path): Path | null;
}

/** Values that must be there, and that no other key refers to: with another one in their place the rest can be judged. */
const standIns: Record<string, unknown> = {
  version: 1,
  operations: 'operations',
  security: 'security',
  repository: 'owner/name',
  channel: 'channel',
  workflow: 'workflow.yml',
  timezone: 'UTC',
  same: 'sha',
};
/** Each round mends one thing; more are not read through by anybody. */
const mostRounds = 500;
/** `pipelines.<name>.environments.<name>`: what its keys demand of each other stays within. */
const depthOfEnvironment = 4;
/** `pipelines.<name>.metrics`. */
const depthOfMetrics = 3;

/**
 * Takes out what has the wrong shape, so that what one key demands of another can be told along with it. Null when too little is
 * left.
 */
export function soundPart(data: unknown): SoundPart | null {
  const copy = writtenOut(data);
  const gone: Path[] = [];
  const names = new Set<string>();
  /** Of lists that have lost an entry: which entries of the file are left. */
  const left = new Map<unknown, number[]>();

  const original = (path: Path): Path =>
    path.map((segment, index) =>
      typeof segment === 'number' ? (left.get(valueAt(copy, path.slice(0, index)))?.[segment] ?? segment) : segment,
    );
  const takeOut = (path: Path): boolean => {
    const [last, ...above] = [...path].reverse();
    const parent = valueAt(copy, above.reverse());
    if (last === undefined || typeof parent !== 'object' || parent === null) return false;
    if (!Object.hasOwn(parent, last)) return takeOut(path.slice(0, -1));
    gone.push(original(path));
    for (const name of [last, Reflect.get(parent, last)]) if (typeof name === 'string') names.add(name);
    if (!Array.isArray(parent)) return Reflect.deleteProperty(parent, last);
    const entries = left.get(parent) ?? parent.map((_, index) => index);
    left.set(parent, entries);
    entries.splice(Number(last), 1);
    parent.splice(Number(last), 1);
    return true;
  };
  const mend = (issue: z.core.$ZodIssue): boolean => {
    const { path } = issue;
    const parent = valueAt(copy, path.slice(0, -1));
    if (issue.code === 'unrecognized_keys') {
      const place = valueAt(copy, path);
      if (typeof place !== 'object' || place === null) return false;
      // One of them may be another key, misspelt.
      gone.push(...issue.keys.map((key) => [...original(path), key]));
      return issue.keys.every((key) => Reflect.deleteProperty(place, key));
    }
    const key = String(path.at(-1));
    const standIn = Object.hasOwn(standIns, key) ? standIns[key] : undefined;
    const replaces = standIn !== undefined && typeof parent === 'object' && parent !== null && !Array.isArray(parent);
    if (replaces && Reflect.get(parent, key) !== standIn) return Reflect.set(parent, key, standIn);
    return takeOut(path);
  };

  for (let round = 0; round < mostRounds; round++) {
    const shape = catalogFile.safeParse(copy);
    if (shape.success) {
      const placeOf = (path: Path) =>
        mayComeOf(path, valueAt(copy, path), { gone, names }, original) ? null : original(path);
      return { file: shape.data, placeOf };
    }
    const [issue] = shape.error.issues;
    if (!issue || !mend(issue)) return null;
  }
  return null;
}

/** A copy in which each place can be mended alone: aliases are written out. Undefined for a list or mapping within itself. */
function writtenOut(data: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(data));
  } catch {
    return undefined;
  }
}

function mayComeOf(
  path: Path,
  value: unknown,
  { gone, names }: { gone: readonly Path[]; names: ReadonlySet<string> },
  original: (path: Path) => Path,
): boolean {
  const place = original(path);
  const last = path.at(-1);
  if ([last, value].some((name) => typeof name === 'string' && names.has(name))) return true;
  if (gone.some((each) => begins(each, place))) return true;
  // A name that nothing bears is wrong whatever else is, unless it is the name of what is wrong.
  if (typeof last === 'number') {
    const services = place[2] === 'groups' || place.includes('order');
    const borne = services ? [...place.slice(0, 2), 'services'] : ['roles'];
    return gone.some((each) => begins(each, borne) && each.length === borne.length + 1);
  }
  if (last === 'environment' || last === 'verified_in' || path.includes('inputs')) return false;
  // Rules name metrics, which stand in the pipeline.
  if (gone.some((each) => each[2] === 'metrics' && each.length === depthOfMetrics && begins(place, each.slice(0, 2)))) {
    if (path.includes('rules') || path.includes('roll_back_when')) return true;
  }
  const block = place.slice(0, place[2] === 'environments' ? depthOfEnvironment : 2);
  return gone.some((each) => begins(each, block) && (block.length > 2 || each[2] !== 'environments'));
}

function begins(path: Path, beginning: Path): boolean {
  return beginning.every((segment, index) => path[index] === segment);
}
