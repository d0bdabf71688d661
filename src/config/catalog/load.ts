import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { Catalog } from '../../model/catalog.ts';
import { buildCatalog } from './build.ts';
import { crossCheck } from './cross-checks.ts';
import { explain } from './explain.ts';
import { keysAt } from './known-keys.ts';
import type { CatalogProblem } from './problem.ts';
import { inOrder } from './problem.ts';
import { catalogFile } from './schema.ts';
import { soundPart } from './sound-part.ts';
import { parseYaml } from './yaml.ts';

export type LoadedCatalog = { ok: true; catalog: Catalog } | { ok: false; problems: CatalogProblem[] };

/** Bytes. The largest catalog that anybody would read through is far smaller. */
const largest = 1024 * 1024;

/**
 * Reads the text of a quarterdeck.yml; `file` is what problems call it. All problems are told at once: those of the shape, and what
 * one key demands of another as far as their shape is right. Where the syntax is wrong nothing else can be told.
 */
export function loadCatalog(text: string, file: string): LoadedCatalog {
  if (Buffer.byteLength(text) > largest)
    return { ok: false, problems: [whole(file, 'a file above 1 MB', 'at most 1 MB')] };
  const yaml = parseYaml(text.replace(/^\uFEFF/, ''), file);
  if (!yaml.ok) return { ok: false, problems: inOrder(yaml.problems) };
  const { parsed } = yaml;
  const shape = catalogFile.safeParse(parsed.data);
  const problems: CatalogProblem[] = [];
  const told = (path: readonly PropertyKey[], found: string, expected: string, what: 'key' | 'value' = 'value') => {
    problems.push({ file, ...parsed.locate(path, what), path: path.map(String).join('.'), found, expected });
  };
  if (!shape.success) {
    problems.push(...explain(shape.error.issues, parsed, file, (path) => keysAt(catalogFile, path)));
    const sound = soundPart(parsed.data);
    if (sound) {
      crossCheck(sound.file, (path, ...said) => {
        const place = sound.placeOf(path);
        if (place) told(place, ...said);
      });
    }
    return { ok: false, problems: inOrder(problems) };
  }
  crossCheck(shape.data, told);
  if (problems.length > 0) return { ok: false, problems: inOrder(problems) };
  return { ok: true, catalog: buildCatalog(shape.data, createHash('sha256').update(text).digest('hex')) };
}

/** Reads the file and loads it; a file that cannot be read is a problem like others. */
export async function readCatalog(file: string): Promise<LoadedCatalog> {
  const text = await readText(file);
  return typeof text === 'string' ? loadCatalog(text, file) : { ok: false, problems: [text] };
}

/** The file's text, or why there is none. Reads no more than the limit allows. */
export async function readText(file: string): Promise<string | CatalogProblem> {
  try {
    await using handle = await open(file, 'r');
    const { size } = await handle.stat();
    if (size > largest) return whole(file, 'a file above 1 MB', 'at most 1 MB');
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await handle.readFile());
  } catch (error) {
    if (error instanceof TypeError) return whole(file, 'bytes that are no UTF-8', 'a text in UTF-8');
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    const found =
      { ENOENT: 'no such file', EACCES: 'a file that may not be read', EISDIR: 'a directory' }[code] ??
      `what cannot be read (${code})`;
    return whole(file, found, 'a readable quarterdeck.yml; QUARTERDECK_CATALOG says where it is');
  }
}

function whole(file: string, found: string, expected: string): CatalogProblem {
  return { file, line: 1, column: 1, path: '', found, expected };
}
