import path from 'node:path';
import { layerOf, rulesOf } from './layers.ts';
import type { Import } from './scan.ts';
import { importsOf, scan } from './scan.ts';

/** One source file; `path` from the root, with slashes. */
export interface Source {
  path: string;
  text: string;
}

/** What an import means: a file of ours, a package, or a builtin of Node. */
export type Meant = { file: string } | { package: string } | { builtin: string };

export function meaningOf(from: string, importer: string): Meant {
  if (from.startsWith('.')) return { file: path.posix.join(path.posix.dirname(importer), from) };
  if (from.startsWith('node:')) return { builtin: from };
  const parts = from.split('/');
  return { package: from.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '') };
}

/** Sentences about imports that the table of ARCHITECTURE.md does not allow. */
export function importProblems(source: Source): string[] {
  return importsOf(source.text).flatMap((one) => {
    const problem = judge(source.path, one, meaningOf(one.from, source.path));
    return problem === null ? [] : [`${source.path} imports ${one.from}: ${problem}`];
  });
}

function judge(file: string, one: Import, meant: Meant): string | null {
  const world = file.split('/')[0];
  if ('file' in meant) {
    const [top] = meant.file.split('/');
    if (meant.file.startsWith('..')) return 'outside of the repository';
    if (!/\.(ts|tsx|mjs|json|css)$/.test(meant.file)) return 'an import path names the file with its ending';
    if (world === 'sandbox') return top === 'sandbox' ? null : 'the sandbox imports nothing from outside its folder';
    if (world !== 'src' && world !== 'commands') return null;
    if (top !== 'src' && top !== 'commands') return 'the product imports only itself';
  }
  const layer = layerOf(file);
  const rules = rulesOf(file);
  if (layer === null || rules === null) return null;
  if ('builtin' in meant) {
    return rules.builtins === 'all' || rules.builtins.includes(meant.builtin) ? null : `${layer} uses no such builtin`;
  }
  if ('package' in meant) {
    if (rules.packages.includes(meant.package)) return null;
    if (!rules.packageTypes.includes(meant.package)) return `${layer} does not use this package`;
    return one.typeOnly ? null : `${layer} uses only its types (import type)`;
  }
  const target = layerOf(meant.file) ?? '';
  if (target === layer || rules.layers.includes(target)) return null;
  if (rules.layers.includes(meant.file.replace(/^src\/|\.ts$/g, ''))) return null;
  if (!rules.types.includes(target)) return `${layer} does not know ${target}`;
  return one.typeOnly || isError(one, target) ? null : `${layer} uses only types of ${target} (import type)`;
}

/** An error that a port promises to throw has to be recognised by its class. */
function isError(one: Import, target: string): boolean {
  return target === 'ports' && one.names.length > 0 && one.names.every((name) => name === 'OwnershipLost');
}

/** Circles among the files, each told once, as `a → b → a`. Imports of types count: a circle of ideas is one too. */
export function circles(sources: readonly Source[]): string[] {
  const known = new Set(sources.map((source) => source.path));
  const graph = new Map(
    sources.map((source) => [
      source.path,
      importsOf(source.text)
        .map(({ from }) => meaningOf(from, source.path))
        .flatMap((meant) => ('file' in meant && known.has(meant.file) ? [meant.file] : [])),
    ]),
  );
  const found = new Set<string>();
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]) => {
    const start = way.indexOf(file);
    if (start >= 0) {
      found.add([...way.slice(start), file].join(' → '));
      return;
    }
    if (done.has(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...way, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return [...found];
}

interface Ban {
  layers: readonly string[];
  pattern: RegExp;
  why: string;
  except?: string;
}

const pure = ['model', 'policy', 'ports', 'command', 'views'];
const told = [...pure, 'workflows', 'usecases', 'commands'];
const bans: readonly Ban[] = [
  { layers: ['model', 'policy', 'views'], pattern: /\b(async|await)\b/, why: 'pure code waits for nothing' },
  {
    layers: told,
    pattern: /\bDate\.now\b|\bnew Date\(\s*\)|\bDateTime\.(now|local|utc)\(\s*\)|\bperformance\.now\b/,
    why: 'time is a fact or comes from ports/clock.ts',
  },
  {
    layers: told,
    pattern: /\bMath\.random\b|\brandomUUID\b|\brandomBytes\b|\bgetRandomValues\b/,
    why: 'nothing is left to chance: ids derive from what caused them',
  },
  { layers: told, pattern: /\bfetch\s*\(|\bnew WebSocket\b/, why: 'the outside world is behind a port' },
  { layers: told, pattern: /\bset(Timeout|Interval|Immediate)\s*\(/, why: 'waiting is durable, or behind a port' },
  {
    layers: [...told, 'inbound', 'adapters', 'cli', 'main', 'app'],
    pattern: /\bprocess\.env\b/,
    why: 'only config/env.ts reads the environment',
  },
  {
    layers: ['config'],
    pattern: /\bprocess\.env\b/,
    why: 'only config/env.ts reads the environment',
    except: 'src/config/env.ts',
  },
];

/** Sentences about words that a layer does not use. */
export function banProblems(source: Source): string[] {
  const layer = layerOf(source.path)?.split('/')[0] ?? '';
  const { bare } = scan(source.text);
  return bans
    .filter((ban) => ban.layers.includes(layer) && ban.except !== source.path && ban.pattern.test(bare))
    .map((ban) => `${source.path} has ${ban.pattern.exec(bare)?.[0] ?? ''}: ${ban.why}`);
}
