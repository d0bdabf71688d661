import path from 'node:path';
import type { Source } from './rules.ts';
import { scan } from './scan.ts';

const bagNames = ['utils', 'util', 'helpers', 'helper', 'common', 'misc', 'types', 'shared', 'lib'];
const longest = 400;
/** What starts a program is what happens when it is imported. */
const programs = ['src/main.ts', 'src/cli/main.ts', 'sandbox/main.ts', 'sandbox/page/main.tsx', 'bench/main.ts'];

/** House rules about a single file: its name, its size, its exports, what happens at import time. */
export function houseProblems({ path: file, text }: Source): string[] {
  const problems: string[] = [];
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  if (lines > longest) problems.push(`${file} has ${lines} lines; stop at ${longest}`);
  const name = path.posix.basename(file).replace(/(\.(test|contract|config|d))*\.(ts|tsx)$/, '');
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) problems.push(`${file} is not named in kebab-case`);
  for (const part of [...path.posix.dirname(file).split('/'), name]) {
    if (bagNames.includes(part)) problems.push(`${file} is named after a bag (${part}), not after what it is`);
  }
  const { code, bare } = scan(text);
  const inProduct = /^(src|commands|sandbox)\//.test(file);
  if (inProduct && /^export\s+default\b/m.test(bare)) problems.push(`${file} has a default export; exports have names`);
  if (inProduct && !programs.includes(file)) {
    // The page is a program that a browser runs: its modules may keep what is on the screen.
    if (/^(export\s+)?(let|var)\b/m.test(bare) && !file.startsWith('sandbox/page/')) {
      problems.push(`${file} keeps state that outlives every call (let at the top)`);
    }
    const acting =
      /^(?!import\b|export\b|const\b|let\b|var\b|function\b|async function\b|class\b|abstract class\b|interface\b|type\b|declare\b|[\s})\]|&`$'"]|$)\S.*/m.exec(
        bare,
      );
    if (acting)
      problems.push(
        `${file} does something when it is imported: ${code.slice(acting.index, acting.index + 60).split('\n')[0]}`,
      );
    if (/^(export\s+)?const\s[^=]*=\s*await\b/m.test(bare)) problems.push(`${file} waits when it is imported`);
  }
  const comment = (word: string) => text.includes(word) && !file.startsWith('test/architecture');
  for (const word of ['@ts-ignore', '@ts-expect-error', '@ts-nocheck', 'biome-ignore', 'eslint-disable']) {
    if (comment(word)) problems.push(`${file} silences a tool (${word})`);
  }
  if (/\b(test|it|describe)(\.\w+)*\.(skip|only|todo|fails)\b/.test(bare))
    problems.push(`${file} skips tests or leaves others out`);
  return problems;
}

/** Folders with sources but without README, of those that must have one. */
export function foldersWithoutReadme(files: readonly string[]): string[] {
  const folders = new Set(
    files
      .filter((file) => /^(src|commands|sandbox)\/.*\.tsx?$/.test(file))
      .map((file) => path.posix.dirname(file))
      .filter((folder) => folder !== 'src' && !folder.startsWith('sandbox/page/')),
  );
  return [...folders].filter((folder) => !files.includes(`${folder}/README.md`)).sort();
}
