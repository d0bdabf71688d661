import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AppsV1Api, CoreV1Api, CustomObjectsApi, KubeConfig, NetworkingV1Api } from '@kubernetes/client-node';
import { z } from 'zod';
import { createClock } from '../../../sandbox/clock.ts';
import { createIds } from '../../../sandbox/ids.ts';
import { createPlatform } from '../../../sandbox/platform/platform.ts';
import { createTraffic } from '../../../sandbox/traffic.ts';
import { readWorld } from '../../../sandbox/world.ts';
import { fakeGitHub } from '../control/fake-worlds.ts';

export const shas = { old: 'a'.repeat(40), now: 'b'.repeat(40), next: 'c'.repeat(40) };

const answered = z.object({
  data: z.object({
    result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) })),
  }),
});

/** The platform of an example over a GitHub that knows three commits; the clock stands still until it is set. */
export async function platformOf(example: string) {
  const folder = await mkdtemp(path.join(tmpdir(), 'platform-'));
  const seed = await readWorld(path.resolve('examples', example));
  const clock = createClock({ start: Date.parse(seed.start), speed: 0 });
  const running = Object.fromEntries(
    seed.services.map((service) => [
      service,
      { staging: { ref: 'develop', sha: shas.now }, production: { ref: 'main', sha: shas.now } },
    ]),
  );
  const changed: ((what: string) => void)[] = [];
  const github = {
    ...fakeGitHub([]),
    running: () => structuredClone(running),
    commitOf: (name: string) =>
      Object.values(shas).find((sha) => sha === name) ?? (name === 'v1.2.0' ? shas.old : null),
    onChange(listener: (what: string) => void) {
      changed.push(listener);
      return () => {};
    },
  };
  const platform = await createPlatform({
    clock,
    ids: createIds('platform'),
    seed,
    traffic: createTraffic(),
    github,
    folder,
  });
  const config = new KubeConfig();
  if (platform.cluster) {
    // Without a token: as whoever administers it.
    const context = { name: 'here', cluster: 'here', user: 'person' };
    config.loadFromOptions({
      clusters: [{ name: 'here', server: platform.cluster.url, skipTLSVerify: true }],
      users: [{ name: 'person' }],
      contexts: [context],
      currentContext: 'here',
    });
  }
  return {
    platform,
    clock,
    config,
    apps: () => config.makeApiClient(AppsV1Api),
    core: () => config.makeApiClient(CoreV1Api),
    custom: () => config.makeApiClient(CustomObjectsApi),
    networking: () => config.makeApiClient(NetworkingV1Api),
    /** The world's time goes on. */
    pass: (seconds: number) => clock.set(clock.now() + seconds * 1_000),
    /** A run of GitHub put this there. */
    arrive(service: string, environment: 'staging' | 'production', sha: string) {
      running[service] = { ...running[service], [environment]: { ref: 'main', sha } } as never;
      for (const listener of changed) listener('deployments');
    },
    /** What Prometheus answers now: value by the labels that are left. */
    async ask(query: string): Promise<Record<string, number>> {
      const answer = await fetch(`${platform.metrics?.url}/api/v1/query`, {
        method: 'POST',
        body: new URLSearchParams({ query }),
      });
      const { result } = answered.parse(await answer.json()).data;
      return Object.fromEntries(result.map(({ metric, value }) => [Object.values(metric).join(' '), Number(value[1])]));
    },
    /** Asks a service at its host name. */
    get: (host: string, place = '/health') =>
      new Promise<{ status: number; body: unknown }>((resolve, reject) => {
        const asked = request(`${platform.endpoints?.url}${place}`, { headers: { host } }, (response) => {
          let text = '';
          response.on('data', (chunk: Buffer) => {
            text += chunk.toString();
          });
          response.on('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) }));
        });
        asked.on('error', reject).end();
      }),
    async close() {
      await platform.close();
      clock.close();
      await rm(folder, { recursive: true });
    },
  };
}
