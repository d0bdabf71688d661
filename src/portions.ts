import { setImmediate as nextTurn } from 'node:timers/promises';

/** The larger parts of app.ts, in any order. Of each only that it is read matters here. */
const portions = [
  () => import('./config/catalog/load.ts'),
  () => import('./adapters/slack/slack.ts'),
  () => import('./inbound/slack/bolt.ts'),
  () => import('./adapters/dbos/engine.ts'),
  () => import('./adapters/github/client.ts'),
  () => import('../commands/index.ts'),
  () => import('./connect.ts'),
];

/**
 * Reads the code of app.ts part by part. Nothing else happens while code is read, and the start of Postgres, which goes on meanwhile,
 * has several steps: it is looked after between the parts.
 */
export async function readInPortions(): Promise<void> {
  for (const read of portions) {
    await read();
    await nextTurn();
  }
}
