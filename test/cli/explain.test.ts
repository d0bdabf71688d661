import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explain } from '../../src/cli/explain.ts';
import { rehearse } from '../../src/cli/rehearse.ts';
import { run } from '../../src/cli/run.ts';
import { readSettings } from '../../src/config/env.ts';
import type { Notice } from '../../src/model/notice.ts';
import { approvalRule, now, person, verdict } from '../builders.ts';

const catalog = path.join(import.meta.dirname, '../../examples/trading-engine/quarterdeck.yml');
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quarterdeck-explain-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function typed(words: string[], answer: Notice | null = null) {
  const out: string[] = [];
  const complaints: string[] = [];
  const asked: string[][] = [];
  const settings = () =>
    readSettings({
      SLACK_BOT_TOKEN: 'xoxb-1',
      SLACK_APP_TOKEN: 'xapp-1',
      GITHUB_TOKEN: 'ghp_1',
      QUARTERDECK_CATALOG: catalog,
    });
  const ask = async (_settings: unknown, text: string, slackId: string) => {
    asked.push([text, slackId]);
    if (!answer) throw new Error('nobody was to be asked');
    return answer;
  };
  const verbs = [explain({ settings, ask, now: () => now }), rehearse({ now: () => now })];
  const code = await run(verbs, words, { out: (line) => out.push(line), complain: (line) => complaints.push(line) });
  return { code, asked, out: out.join('\n'), complaints: complaints.join('\n') };
}

async function facts(text: string): Promise<string[]> {
  const file = path.join(folder, 'facts.yml');
  await writeFile(file, text);
  return ['--facts', file, '--catalog', catalog];
}

describe('explain from a file of facts', () => {
  test('every verdict with what it saw, what would help, who can and when', async () => {
    const words = await facts('ref: { tag: v1.4.0 }\nlocks: [{ by: Sam, reason: load test, for: 2h }]');
    const { code, out, complaints } = await typed(['explain', 'production', ...words]);
    expect({ code, complaints }).toEqual({ code: 1, complaints: '' });
    expect(out).toContain(
      'trading-engine/default v1.4.0 to production, by somebody who may, as of Tuesday 20 January 2026, 10:05 New York time',
    );
    expect(out).toMatch(/It would be refused: 1 of \d+ gates blocks it\./);
    expect(out).toContain(
      'It passes by itself from Tuesday 20 January 2026, 12:05 New York time, if nothing else changes.',
    );
    expect(out).toMatch(/BLOCKED {2}lock: All of production is locked by Sam/);
    expect(out).toContain('Who can: Sam, release-managers');
    expect(out).toMatch(/passed {3}checks: /);
  });

  test('the file that the docs show is read', async () => {
    const docs = await readFile(path.join(import.meta.dirname, '../../docs/reviewing-a-policy.md'), 'utf8');
    const [, example = ''] = /```yaml\n([\s\S]*?)```/.exec(docs) ?? [];
    const { code, out } = await typed(['explain', 'production', 'api', ...(await facts(example))]);
    expect(code).toBe(1);
    for (const gate of ['checks', 'lock', 'already-running']) expect(out).toMatch(new RegExp(`BLOCKED {2}${gate}: `));
  });

  test('what passes says who must approve, and answers 0', async () => {
    const { code, out } = await typed(['explain', 'production', 'api', ...(await facts('ref: { tag: v1.4.0 }'))]);
    expect(code).toBe(0);
    expect(out).toContain('Every gate lets it pass; then 1 of release-managers must approve within 8 h.');
  });

  test('as of another time', async () => {
    const words = [...(await facts('{}')), '--at', 'sat 10:00'];
    const { code, out } = await typed(['explain', 'production', ...words]);
    expect(code).toBe(1);
    expect(out).toContain('as of Saturday 24 January 2026, 10:00 New York time');
    expect(out).toMatch(/BLOCKED {2}window: /);
  });

  test.each([
    [['explain'], 2, /needs an environment/],
    [['explain', 'production'], 2, /needs either --as/],
    [['explain', 'production', '--wrong'], 2, /--wrong/],
  ])('%j is called wrongly', async (words, code, complaint) => {
    expect(await typed(words)).toMatchObject({ code, complaints: expect.stringMatching(complaint) });
  });

  test('what the file or the catalog does not have is said', async () => {
    expect(await typed(['explain', 'moon', ...(await facts('{}'))])).toMatchObject({
      code: 2,
      complaints: 'The catalog has no moon.',
    });
    expect(await typed(['explain', 'staging', 'api', 'v1', ...(await facts('{}'))])).toMatchObject({
      code: 2,
      complaints: expect.stringContaining('the ref stands in the file'),
    });
    expect(await typed(['explain', 'staging', ...(await facts('weather: fine'))])).toMatchObject({ code: 1 });
  });
});

describe('explain from the live settings', () => {
  const why: Notice = {
    kind: 'why',
    what: 'api v1.4.0 to production',
    person: person('dev'),
    verdicts: [verdict()],
    approvals: approvalRule(),
    earliest: now,
    ref: null,
    underWay: [],
    now,
    at: now,
    timezone: null,
  };

  test('asks what /why would be asked, for that person', async () => {
    const words = ['explain', 'production', 'api', '--at', 'in 2h', '--as', 'U0DEV0000'];
    const { code, asked, out } = await typed(words, why);
    expect({ code, asked }).toEqual({ code: 0, asked: [['production api --at in 2h', 'U0DEV0000']] });
    expect(out).toContain('api v1.4.0 to production, by dev, as of Tuesday 20 January 2026, 15:05 UTC');
  });

  test('what could not be read is a complaint', async () => {
    const answer: Notice = { kind: 'text', tone: 'error', title: 'That /why could not be read', lines: ['No moon.'] };
    expect(await typed(['explain', 'moon', '--as', 'U0DEV0000'], answer)).toMatchObject({
      code: 2,
      complaints: 'That /why could not be read\nNo moon.',
    });
  });
});

describe('rehearse', () => {
  test('says which requests of the week start, wait and are refused', async () => {
    const { code, out, complaints } = await typed(['rehearse', catalog, '--week', '2026-03-04']);
    expect({ code, complaints }).toEqual({ code: 0, complaints: '' });
    expect(out).toMatch(/staging \(trading-engine\), times in UTC\n.*\n {4}all week {2}starts/);
    expect(out).toMatch(/Tue 10:00 – Tue 14:00 {2}waits/);
    expect(out).toContain('by somebody without a role: refused — permission: role-missing');
  });

  test.each([
    [['rehearse', 'a', 'b'], /one file name/],
    [['rehearse', catalog, '--week', 'soon'], /--week takes a date/],
  ])('%j is called wrongly', async (words, complaint) => {
    expect(await typed(words)).toMatchObject({ code: 2, complaints: expect.stringMatching(complaint) });
  });
});
