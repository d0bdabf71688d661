import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { createClock } from '../../sandbox/clock.ts';
import { createCluster } from '../../sandbox/cluster/cluster.ts';
import { deployments } from '../../sandbox/cluster/kinds.ts';
import { createIds } from '../../sandbox/ids.ts';
import { createClusters } from '../../src/adapters/kubernetes/clusters.ts';
import type { Place } from '../../src/ports/cluster.ts';
import type { RowGroup } from '../row-group.ts';
import { median } from '../statistics.ts';
import { ratio, time } from '../table.ts';

const run = promisify(execFile);
const namespace = 'production';
const images = ['acme/api:1', 'acme/api:2'] as const;

/** A Deployment set back to the template of its revision before: by us, and by `kubectl rollout undo` on the same API server. */
export const undo: RowGroup = {
  letter: 'o',
  title: 'rollback of a Deployment beside kubectl rollout undo',
  async measure({ quick, rounds }, say) {
    const there = await run('kubectl', ['version', '--client']).catch(() => null);
    if (there === null) {
      say('kubectl is not installed (in Debian: kubernetes-client), so that there is nothing to compare with');
      return [{ what: 'rollback of a Deployment', ours: 'not measured', floor: 'no kubectl here', ratio: '', bar: '' }];
    }
    const folder = await mkdtemp(path.join(tmpdir(), 'undo-'));
    const kubeconfig = path.join(folder, 'kubeconfig');
    const clock = createClock({ start: Date.parse('2026-01-20T15:00:00Z'), speed: 0 });
    const cluster = await createCluster(
      { clock, ids: createIds('undo') },
      {
        kubeconfig,
        contexts: { [namespace]: namespace },
        namespaces: [namespace],
        standing: { since: clock.now() - 3_600_000, objects: [{ kind: deployments, namespace, body: deployment }] },
      },
    );
    const stopping = new AbortController();
    let called = 0;
    const clusters = createClusters({
      settings: { files: [kubeconfig], inCluster: null, names: [namespace] },
      stopping: stopping.signal,
      timeout: 10_000,
      now: Date.now,
      onCall: () => {
        called += 1;
      },
      onTrouble: ({ err }) => say(String(err)),
    });
    // What was discovered is kept from call to call, as on anybody's machine.
    const env = { ...process.env, KUBECONFIG: kubeconfig, KUBECACHEDIR: path.join(folder, 'cache') };
    const kubectl = (...words: string[]) => run('kubectl', ['rollout', 'undo', 'deployment/api', ...words], { env });
    let at = 0;
    const ours = () => clusters.move(place, { kind: 'return-to', image: images[at % 2] ?? images[0] }, null);
    try {
      await clusters.move(place, { kind: 'bring-up', image: images[1] }, null);
      const times = { ours: [] as number[], kubectl: [] as number[] };
      called = 0;
      const { stderr } = await kubectl('-v=6');
      const asked = stderr.split('\n').filter((line) => /(GET|POST|PUT|PATCH) "?https?:/.test(line)).length;
      at = 1;
      for (let round = 0; round <= (quick ? 3 : rounds * 4); round++) {
        for (const [which, act] of [
          ['ours', ours],
          ['kubectl', kubectl],
        ] as const) {
          const began = performance.now();
          await act();
          // The first round of each is not counted.
          if (round > 0) times[which].push(performance.now() - began);
          at += 1;
        }
      }
      called = 0;
      const moved = await ours();
      if (moved.kind !== 'moved') throw new Error(`nothing was moved: ${moved.kind}`);
      const [mine, theirs] = [median(times.ours), median(times.kubectl)];
      return [
        {
          what: `rollback of a Deployment, median of ${times.ours.length}: ${called} calls`,
          ours: time(mine),
          floor: `kubectl rollout undo: ${time(theirs)}, ${asked} calls the first time`,
          ratio: ratio(mine, theirs),
          bar: 'at most its time',
        },
      ];
    } finally {
      stopping.abort();
      await cluster.close();
      clock.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

const labels = { app: 'api' };
const deployment = {
  metadata: { name: 'api', labels },
  spec: {
    replicas: 4,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: 'main', image: images[0] }] } },
  },
};
const place: Place = {
  workload: { service: 'api', cluster: namespace, namespace, name: 'api', container: 'main', image: images[0] },
  strategy: {
    kind: 'rolling',
    on: 'kubernetes',
    workloads: [],
    maxSurge: 1,
    maxUnavailable: 0,
    minReady: 0,
    deadline: 600_000,
  },
};
