import { expect } from 'vitest';
import type { AuditAction } from '../../src/model/audit-entry.ts';
import { readable } from '../acceptance/readable.ts';
import { auditOf } from './database.ts';
import type { Story } from './struck.ts';
import { runsOf } from './verdict.ts';
import type { FaultWorld } from './world.ts';

export interface Wanted {
  service: string;
  environment: string;
  /** The only version that users reach: a branch or a tag. */
  serves: string;
  writes: string[];
  audit: AuditAction[];
  /** The first words of its end in the thread. */
  ends: 'Succeeded' | 'Rolled back' | 'The earlier version runs again';
  /** Runs that it started on GitHub. */
  runs?: number;
  /** Incidents of it. */
  pages?: number;
}

/**
 * However often the bot died on the way: each decision once in the audit log, each write once in the cluster, one run, one message that
 * tells the end, and nothing left behind outside.
 */
export async function expectInOrder(world: FaultWorld, { id, ts, writes }: Story, wanted: Wanted): Promise<void> {
  const { service, environment, serves, audit, ends, runs = 1, pages = 0 } = wanted;
  const { slack, github, platform } = world.world;
  const about = await platform?.open();
  const replies = slack.messages('deployments').filter(({ ts: own, thread_ts: to }) => to === ts && own !== ts);
  const reached = about?.serving
    .processes()
    .filter((each) => each.service === service && each.environment === environment)
    .filter(({ conduct }) => conduct.requestsPerSecond > 0);
  expect({
    serves: [...new Set(reached?.map(({ version }) => version))],
    writes,
    audit: (await auditOf(world.store, id)).map(({ action }) => action),
    runs: runsOf(world, id).map(({ event, conclusion, attempt }) => `${event} ${conclusion} ${attempt}`),
    messages: world.posts('deployments').filter((message) => readable(message).includes(`\`${id}\` · acme/`)).length,
    endings: replies.filter(({ text }) => text.startsWith(`${ends}:`)).length,
    silences: about?.alertmanager?.active(),
    regions: about?.grafana
      ?.annotations()
      .filter(({ tags }) => tags.some((tag) => tag.endsWith(id)))
      .map(({ time, timeEnd }) => timeEnd > time),
    pages: about?.pagerduty?.incidents().filter(({ key }) => key.endsWith(id)).length,
  }).toEqual({
    serves: [github.commitOf(serves)],
    writes: wanted.writes,
    audit,
    runs: Array.from({ length: runs }, () => 'workflow_dispatch success 1'),
    messages: 1,
    endings: 1,
    silences: [],
    regions: [true],
    pages,
  });
}
