import { describe, expect, test } from 'vitest';
import { foldersWithoutReadme, houseProblems } from './house.ts';
import { banProblems, circles, importProblems } from './rules.ts';

/** The rules, held against small made-up sources: a rule that cannot fail is none. */
describe('imports', () => {
  test.each([
    ['src/model/a.ts', "import { createHash } from 'node:crypto';", true],
    ['src/model/a.ts', "import { readFile } from 'node:fs';", false],
    ['src/model/a.ts', "import { z } from 'zod';", true],
    ['src/model/a.ts', "import { b } from '../policy/b.ts';", false],
    ['src/policy/a.ts', "import { DateTime } from 'luxon';", true],
    ['src/policy/a.ts', "import { z } from 'zod';", false],
    ['src/policy/gates/a.ts', "import { b } from '../b.ts';", true],
    ['src/policy/a.ts', "import type { Clock } from '../ports/clock.ts';", false],
    ['src/policy/a.ts', "import { b } from 'node:crypto';", false],
    ['src/ports/a.ts', "import type { B } from '../model/b.ts';", true],
    ['src/ports/a.ts', "import { b } from '../model/b.ts';", false],
    ['src/command.ts', "import type { B } from './model/b.ts';", true],
    ['src/command.ts', "import type { B } from './ports/b.ts';", false],
    ['src/views/a.ts', "import type { KnownBlock } from '@slack/types';", true],
    ['src/views/a.ts', "import { KnownBlock } from '@slack/types';", false],
    ['src/views/a.ts', "import type { Chat } from '../ports/chat.ts';", false],
    ['src/usecases/a.ts', "import type { Locks } from '../ports/locks.ts';", true],
    ['src/usecases/a.ts', "import { WebClient } from '@slack/web-api';", false],
    ['src/usecases/a.ts', "import { b } from '../views/b.ts';", false],
    ['src/workflows/a.ts', "import { judge } from '../policy/judge.ts';", true],
    ['src/workflows/a.ts', "import { OwnershipLost } from '../ports/durable.ts';", true],
    ['src/workflows/a.ts', "import { anything } from '../ports/durable.ts';", false],
    ['src/workflows/a.ts', "import { DBOS } from '@dbos-inc/dbos-sdk';", false],
    ['src/workflows/a.ts', "import { b } from '../adapters/slack/b.ts';", false],
    ['commands/a.ts', "import type { Command } from '../src/command.ts';", true],
    ['commands/a.ts', "import { mayDeploy } from '../src/policy/permissions.ts';", true],
    ['commands/a.ts', "import { judge } from '../src/policy/judge.ts';", false],
    ['commands/a.ts', "import { b } from '../src/usecases/b.ts';", false],
    ['commands/a.ts', "import { App } from '@slack/bolt';", false],
    ['src/inbound/slack/a.ts', "import { App } from '@slack/bolt';", true],
    ['src/inbound/github/a.ts', "import { App } from '@slack/bolt';", false],
    ['src/inbound/relay.ts', "import { b } from '../views/b.ts';", true],
    ['src/inbound/slack/a.ts', "import { b } from '../../../commands/b.ts';", false],
    ['src/inbound/slack/a.ts', "import { b } from '../../workflows/b.ts';", false],
    ['src/adapters/slack/a.ts', "import { b } from '../../views/b.ts';", true],
    ['src/adapters/github/a.ts', "import { b } from '../../views/b.ts';", false],
    ['src/adapters/github/a.ts', "import { b } from '../slack/b.ts';", false],
    ['src/adapters/github/a.ts', "import { Pool } from 'pg';", false],
    ['src/adapters/postgres/a.ts', "import { Pool } from 'pg';", true],
    ['src/adapters/postgres/a.ts', "import { judge } from '../../policy/judge.ts';", false],
    ['src/adapters/unheard-of/a.ts', "import x from 'left-pad';", false],
    ['src/config/a.ts', "import { parse } from 'yaml';", true],
    ['src/config/a.ts', "import { judge } from '../policy/judge.ts';", false],
    ['src/cli/a.ts', "import { readCatalog } from '../config/catalog/load.ts';", true],
    ['src/cli/a.ts', "import { b } from '../adapters/slack/b.ts';", false],
    ['src/app.ts', "import { b } from './adapters/slack/b.ts';", true],
    ['src/adapters/slack/a.ts', "import { b } from '../../app.ts';", false],
    ['src/main.ts', "import { b } from './app.ts';", true],
    ['src/newfangled/a.ts', "import { b } from '../model/b.ts';", false],
    ['src/app.ts', "import { b } from '../sandbox/b.ts';", false],
    ['src/app.ts', "import { b } from '../test/b.ts';", false],
    ['sandbox/a.ts', "import { b } from './slack/b.ts';", true],
    ['sandbox/a.ts', "import { b } from '../src/model/b.ts';", false],
    ['sandbox/a.ts', "import { WebSocketServer } from 'ws';", true],
    ['test/a.test.ts', "import { b } from '../sandbox/b.ts';", true],
    ['src/model/a.ts', "import { b } from './b';", false],
    ['src/policy/a.ts', "const b = await import('../adapters/slack/b.ts');", false],
  ])('%s: %s (%s)', (path, text, allowed) => {
    expect(importProblems({ path, text })).toHaveLength(allowed ? 0 : 1);
  });
});

describe('words', () => {
  test.each([
    ['src/policy/a.ts', 'export async function f() {}', false],
    ['src/policy/a.ts', '// async\nexport const text = "await Date.now()";', true],
    ['src/policy/a.ts', 'const asynchronous = 1;', true],
    ['src/workflows/a.ts', 'export async function f() {}', true],
    ['src/workflows/a.ts', 'const at = Date.now();', false],
    ['src/workflows/a.ts', 'const at = new Date();', false],
    ['src/workflows/a.ts', 'const at = new Date(instant);', true],
    ['src/workflows/a.ts', 'const dice = Math.random();', false],
    ['src/workflows/a.ts', 'await fetch(url);', false],
    ['src/workflows/a.ts', 'await runs.fetchAll(url);', true],
    ['src/workflows/a.ts', 'setTimeout(f, 1);', false],
    ['src/usecases/a.ts', 'const id = randomUUID();', false],
    ['commands/a.ts', 'const at = Date.now();', false],
    ['src/adapters/slack/a.ts', 'const at = Date.now();', true],
    ['src/adapters/slack/a.ts', 'const token = process.env.SLACK_BOT_TOKEN;', false],
    ['src/config/env.ts', 'read(process.env);', true],
    ['src/config/variables.ts', 'read(process.env);', false],
    ['src/app.ts', 'read(process.env);', false],
    ['sandbox/main.ts', 'read(process.env);', true],
  ])('%s: %s (%s)', (path, text, allowed) => {
    expect(banProblems({ path, text })).toHaveLength(allowed ? 0 : 1);
  });
});

describe('circles', () => {
  const a = { path: 'src/model/a.ts', text: "import { b } from './b.ts';" };
  const b = { path: 'src/model/b.ts', text: "import type { C } from './c.ts';" };
  const c = { path: 'src/model/c.ts', text: '' };

  test('none in a chain, one when it is closed, also by a type', () => {
    expect(circles([a, b, c])).toEqual([]);
    expect(circles([a, b, { ...c, text: "import { a } from './a.ts';" }])).toEqual([
      'src/model/a.ts → src/model/b.ts → src/model/c.ts → src/model/a.ts',
    ]);
  });

  test('a file that imports itself is one', () => {
    expect(circles([{ ...c, text: "import { c } from './c.ts';" }])).toEqual(['src/model/c.ts → src/model/c.ts']);
  });
});

describe('the house', () => {
  const skip = 'test.'.concat('skip("x", () => {});');
  const ignore = '// biome-'.concat('ignore lint: no');
  test.each([
    ['src/model/a.ts', 'x\n'.repeat(0).concat('const x = 1;\n'), 0],
    ['src/model/a.ts', 'const x = 1;\n'.repeat(400), 0],
    ['src/model/a.ts', 'const x = 1;\n'.repeat(401), 1],
    ['src/model/camelCase.ts', '', 1],
    ['src/model/a.contract.ts', '', 0],
    ['src/model/utils.ts', '', 1],
    ['src/helpers/a.ts', '', 1],
    ['src/model/types.ts', '', 1],
    ['src/model/a.ts', 'export default 1;', 1],
    ['src/model/a.ts', 'register(x);', 1],
    ['src/model/a.ts', 'if (x) y();', 1],
    ['src/model/a.ts', 'const x = await read();', 1],
    ['src/model/a.ts', 'let x = 1;', 1],
    ['src/main.ts', 'await start();', 0],
    ['test/a.test.ts', 'await start();', 0],
    ['src/model/a.ts', ignore, 1],
    ['test/a.test.ts', skip, 1],
  ])('%s: %j (%i)', (path, text, problems) => {
    expect(houseProblems({ path, text })).toHaveLength(problems);
  });

  test('a folder with sources has a README', () => {
    const files = [
      'src/main.ts',
      'src/model/a.ts',
      'src/model/README.md',
      'src/policy/gates/b.ts',
      'src/policy/README.md',
    ];
    expect(foldersWithoutReadme(files)).toEqual(['src/policy/gates']);
  });
});
