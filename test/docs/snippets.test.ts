import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { canary } from '../../commands/canary.ts';
import { rollback } from '../../commands/rollback.ts';
import { flaggerRoutes } from '../../src/inbound/flagger/gates.ts';
import { createHttpServer } from '../../src/inbound/http/server.ts';
import type { FlaggerCanary, FlaggerGate } from '../../src/ports/cluster.ts';
import { readableLog } from '../adapters/slack/at-slack.ts';
import { callOf } from '../commands/call.ts';

const read = (file: string) => readFileSync(path.join(import.meta.dirname, '../..', file), 'utf8');

const webhook = z.object({
  name: z.string(),
  type: z.string(),
  url: z.url(),
  metadata: z.object({ gate: z.string(), cluster: z.string() }),
});

test('the webhooks of docs/kubernetes.md are answered, each at its own gate', async () => {
  const [, snippet = ''] = /```yaml\n([\s\S]*?)```/.exec(read('docs/kubernetes.md')) ?? [];
  const webhooks = z.array(webhook).parse(parse(snippet));
  const asked: [FlaggerCanary, FlaggerGate][] = [];
  const clusters = {
    names: () => ['staging', 'production'],
    passes: async (of: FlaggerCanary, gate: FlaggerGate) => asked.push([of, gate]) > 0,
  };
  const door = createHttpServer({
    ...{ host: '127.0.0.1', port: 0, readiness: [], log: readableLog() },
    metrics: { contentType: 'text/plain', metrics: async () => '' },
    routes: flaggerRoutes(clusters, () => {}),
  });
  const port = await door.start();
  try {
    for (const { type, url, metadata } of webhooks) {
      expect(metadata.gate).toBe(type);
      const body = JSON.stringify({ name: 'api', namespace: 'shop', phase: 'Progressing', metadata });
      const answer = await fetch(`http://127.0.0.1:${port}${new URL(url).pathname}`, { method: 'POST', body });
      expect(answer.status).toBe(200);
    }
  } finally {
    await door.stop();
  }
  const of = { cluster: 'production', namespace: 'shop', name: 'api' };
  const gates: FlaggerGate[] = ['confirm-rollout', 'confirm-traffic-increase', 'confirm-promotion', 'rollback'];
  expect(asked).toEqual(gates.map((gate) => [of, gate]));
});

test('what docs/rollback.md has typed is understood, and so is what the commands themselves show', async () => {
  const typed = [...read('docs/rollback.md').matchAll(/^\| `(\/rollback[^`]*)` \|/gm)].map(([, text = '']) => text);
  expect(typed.length).toBeGreaterThan(4);
  for (const text of [...typed, ...rollback.usage]) {
    const done: string[] = [];
    const call = callOf({
      start: { rollback: async () => void done.push('rolls back') },
      do: {
        releaseQuarantine: async () => {
          done.push('releases');
          return { kind: 'changed', notice: { kind: 'text', tone: 'success', title: 'done', lines: [] } };
        },
      },
      ask: { versions: async () => [] },
    });
    const reply = await rollback.run(call, text.replace('/rollback', '').trim());
    const wanted = text === '/rollback' ? [] : [text.includes(' release ') ? 'releases' : 'rolls back'];
    expect([text, done, JSON.stringify(reply)]).toEqual([
      text,
      wanted,
      expect.not.stringContaining('could not be read'),
    ]);
  }
  for (const text of canary.usage) {
    const asked: unknown[] = [];
    const call = callOf({ ask: { rollouts: async (target: unknown) => void asked.push(target) } });
    await canary.run(call, text.replace('/canary', '').trim());
    expect([text, asked.length]).toEqual([text, 1]);
  }
});

test('docs/kubernetes.md has each strategy and each way to move traffic, by the names that the catalog takes', () => {
  const page = read('docs/kubernetes.md');
  for (const word of [
    '| `rolling` |',
    '| `canary`,',
    '| `blue_green` |',
    '`http_route`',
    '`ingress_nginx`',
    '`replicas`',
  ])
    expect(page).toContain(word);
  for (const engine of ['quarterdeck', 'argo-rollouts', 'flagger'])
    expect(page).toContain(`\`canary\`, engine \`${engine}\``);
});
