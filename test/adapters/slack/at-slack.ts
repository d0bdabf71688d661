import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type { SlackOptions } from '../../../sandbox/slack/slack.ts';
import type { PeopleParts } from '../../../src/adapters/slack/people.ts';
import { createSlack } from '../../../src/adapters/slack/slack.ts';
import type { PersonLink } from '../../../src/model/catalog.ts';
import { knownAs, ownerOfLogin } from '../../../src/policy/account-link.ts';
import type { Log } from '../../../src/ports/log.ts';
import { createFakeCharts } from '../../fakes/charts.ts';
import { createFakeChat } from '../../fakes/outbox.ts';
import { createFakeTeams } from '../../fakes/teams.ts';
import { openSlack } from '../../sandbox/slack/workspace.ts';

export interface Line {
  level: keyof Log;
  message: string;
  fields: Record<string, unknown>;
}

/** A log that a test can read. */
export function readableLog(): Log & { lines: Line[] } {
  const lines: Line[] = [];
  const at = (level: keyof Log) => (fields: Record<string, unknown>, message: string) =>
    void lines.push({ level, message, fields });
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** Our adapter at a simulated workspace with the manifest that we ship, and a courier between the two. */
export async function atSlack(
  options: {
    teams?: Record<string, string[]>;
    links?: PersonLink[];
    /** Instead of what the links say. */
    ownersOf?: (login: string) => Promise<string[]>;
    loginOf?: PeopleParts['loginOf'];
    workspace?: Partial<SlackOptions>;
  } = {},
) {
  const world = await openSlack({ manifest: 'manifest.yml', ...options.workspace });
  const log = readableLog();
  const stopping = new AbortController();
  let passed = 0;
  const ours = createSlack({
    access: { botToken: world.slack.botToken, apiUrl: world.slack.apiUrl, timeout: 1_000 },
    log,
    teams: createFakeTeams(options.teams ?? {}),
    charts: createFakeCharts(),
    pace: 1,
    loginOf: options.loginOf ?? (async (who) => knownAs(options.links ?? [], null, who)),
    ownersOf: options.ownersOf ?? (async (login) => [ownerOfLogin(options.links ?? [], null, login) ?? []].flat()),
    now: () => Date.now() + passed,
    pause: async (length) => void (await sleep(length, undefined, { signal: stopping.signal })),
  });
  const chat = createFakeChat(Date.now);
  const courier = ours.courier(chat, (anchor) => chat.permalink(anchor));
  onTestFinished(async () => {
    await courier.stop();
    stopping.abort();
    await world.slack.close();
  });
  /** Calls of a Web API method so far. */
  const calls = (method: string) => world.traffic.counts()[`slack ${method}`] ?? 0;
  /** So many ms later, by the real clock of ours. */
  const passes = (length: number) => {
    passed += length;
  };
  return { ...world, ours, chat, courier, log, calls, passes };
}

/** Polls until `test` holds; fails after five seconds with what it waited for. */
export async function eventually(what: string, test: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!(await test())) {
    if (Date.now() > deadline) throw new Error(`it never came true: ${what}`);
    await sleep(10);
  }
}
