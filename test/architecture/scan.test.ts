import { describe, expect, test } from 'vitest';
import { importsOf, scan } from './scan.ts';

describe('scan', () => {
  test.each([
    ['a // comment', 'a           ', 'a           '],
    ['a /* b\nc */ d', 'a     \n     d', 'a     \n     d'],
    ["x = 'a // b'", "x = 'a // b'", "x = '      '"],
    ['x = "it\\"s"', 'x = "it\\"s"', 'x = "     "'],
    ['x = `a§{b /* c */}d`', 'x = `a§{b        }d`', 'x = ` §{b        } `'],
    ['x = `§{`§{y}`}z`; // w', 'x = `§{`§{y}`}z`;     ', 'x = `§{`§{y}`} `;     '],
    ['s.replace(/[\'"`]/g, x)', 's.replace(/[\'"`]/g, x)', 's.replace(/     /g, x)'],
    ['a / b / c', 'a / b / c', 'a / b / c'],
    ['return /\\/\\//.test(x)', 'return /\\/\\//.test(x)', 'return /    /.test(x)'],
  ])('%j (§ stands for $)', (...texts) => {
    const [source = '', code, bare] = texts.map((text) => text.replaceAll('§', '$'));
    expect(scan(source)).toEqual({ code, bare });
  });
});

describe('importsOf', () => {
  test.each([
    ["import { a, b as c } from './x.ts';", { from: './x.ts', typeOnly: false, names: ['a', 'b'] }],
    ["import type { A } from './x.ts';", { from: './x.ts', typeOnly: true, names: [] }],
    ["import { type A, b } from './x.ts';", { from: './x.ts', typeOnly: false, names: ['b'] }],
    ["import type from './x.ts';", { from: './x.ts', typeOnly: false, names: [] }],
    ["import * as x from './x.ts';", { from: './x.ts', typeOnly: false, names: [] }],
    ["import x, { y } from 'pg';", { from: 'pg', typeOnly: false, names: ['y'] }],
    ["import './x.css';", { from: './x.css', typeOnly: false, names: [] }],
    ['import {\n  a,\n  // why\n  b,\n} from "./x.ts";', { from: './x.ts', typeOnly: false, names: ['a', 'b'] }],
    ["export { a } from './x.ts';", { from: './x.ts', typeOnly: false, names: ['a'] }],
    ["export type { A } from './x.ts';", { from: './x.ts', typeOnly: true, names: [] }],
    ["export * from './x.ts';", { from: './x.ts', typeOnly: false, names: [] }],
    ["const x = await import('./x.ts');", { from: './x.ts', typeOnly: false, names: [] }],
    ["const x = require('./x.cjs');", { from: './x.cjs', typeOnly: false, names: [] }],
  ])('%j', (source, expected) => {
    expect(importsOf(source)).toEqual([expected]);
  });

  test.each([
    "// import x from './x.ts';",
    "/* import x from './x.ts'; */",
    'const text = "import x from \'./x.ts\'";',
    "const text = `\nimport x from './x.ts';\n`;",
    "export const from = 'x';",
    "export function f(a = 'x') {}",
    "const url = import.meta.resolve('x');",
  ])('nothing in %j', (source) => {
    expect(importsOf(source)).toEqual([]);
  });
});
