import type { Instant } from '../../contract.ts';
import { type Job, type Step, shortRef } from './run.ts';

/** The log of a finished job, as its download holds it: every line with its instant, groups, and `##[error]` lines. */
export function logText(job: Job, repository: string): string {
  return job.steps
    .filter((step) => step.conclusion !== 'skipped' && step.startedAt !== null)
    .flatMap((step) => stamp(step, linesOf(job, step, repository)))
    .join('\n')
    .concat('\n');
}

/** Spreads the lines over the time that the step took. */
function stamp(step: Step, lines: string[]): string[] {
  const from = step.startedAt ?? 0;
  const to = step.completedAt ?? from;
  return lines.map((line, index) => `${instant(from + ((to - from) * index) / Math.max(1, lines.length))} ${line}`);
}

function instant(at: Instant): string {
  return new Date(at).toISOString().replace('Z', '0000Z');
}

function linesOf(job: Job, step: Step, repository: string): string[] {
  if (step.name === 'Set up job') return setUp(job, repository);
  if (step.name === 'Initialize containers')
    return [
      '##[group]Starting services',
      ...Object.keys(job.definition.services ?? {}).map((name) => `Service container ${name} is healthy`),
      '##[endgroup]',
    ];
  if (step.definition === null) return ['Cleaning up orphan processes'];
  const { run, uses } = step.definition;
  const commands = (run ?? uses ?? '').trimEnd().split('\n');
  const head =
    run === undefined
      ? [`##[group]Run ${uses ?? ''}`, '##[endgroup]']
      : [`##[group]Run ${commands[0] ?? ''}`, ...commands, 'shell: /usr/bin/bash -e {0}', '##[endgroup]'];
  if (step.conclusion === 'cancelled') return [...head, '##[error]The operation was canceled.'];
  return [...head, ...(step.conclusion === 'failure' ? failure(job, step) : success(step))];
}

function setUp(job: Job, repository: string): string[] {
  const { run } = job;
  return [
    "Current runner version: '2.331.0'",
    '##[group]Operating System',
    'Ubuntu',
    '24.04.3',
    '##[endgroup]',
    `Job defined at: ${repository}/${run.workflow.path}@${run.ref}`,
    `Complete job name: ${job.name}`,
  ];
}

const outcomes: { about: RegExp; good: string[]; bad: string[] }[] = [
  {
    about: /smoke/i,
    good: ['GET /healthz 200 (38 ms)', 'GET /api/v1/status 200 (61 ms)', '14 passed, 0 failed'],
    bad: [
      'GET /healthz 200 (41 ms)',
      'GET /api/v1/orders 503 (5002 ms), attempt 1 of 3',
      'GET /api/v1/orders 503 (5001 ms), attempt 2 of 3',
      'GET /api/v1/orders 503 (5003 ms), attempt 3 of 3',
      '##[error]Smoke test failed: GET /api/v1/orders answered 503',
      '13 passed, 1 failed',
    ],
  },
  {
    about: /load|k6|benchmark/i,
    good: ['http_req_duration: p(95)=312ms p(99)=640ms', 'http_req_failed: 0.21%', 'all thresholds passed'],
    bad: [
      'http_req_duration: p(95)=911ms p(99)=1840ms',
      "##[error]thresholds on metrics 'http_req_duration' have been crossed",
    ],
  },
  {
    about: /monitor|traffic|analy/i,
    good: [
      'error_rate=0.04% latency_p95=212ms pod_restarts=0',
      'error_rate=0.05% latency_p95=208ms pod_restarts=0',
      'healthy',
    ],
    bad: [
      'error_rate=0.4% latency_p95=380ms',
      'error_rate=6.1% latency_p95=2210ms',
      '##[error]error_rate 6.1% is above 5%',
    ],
  },
  {
    about: /compose|container|docker images/i,
    good: ['Container postgres-1  Healthy', 'Container redis-1  Healthy', 'Container app-1  Started'],
    bad: [
      'Container app-1  Starting',
      'Container app-1  Error',
      '##[error]dependency failed to start: container app-1 is unhealthy',
    ],
  },
  {
    about: /backup/i,
    good: ['pg_dump: dumping contents of 41 tables', 'backup.sql 184M'],
    bad: ['pg_dump: error: connection to server failed: No space left on device', '##[error]the backup is incomplete'],
  },
  {
    about: /health check/i,
    good: ['HTTP/1.1 200 OK', '{"status":"healthy"}'],
    bad: [
      'curl: (22) The requested URL returned error: 502',
      'curl: (22) The requested URL returned error: 502',
      '##[error]the service did not become healthy',
    ],
  },
  {
    about: /helm|deploy|rollout|roll out|replica/i,
    good: ['Release has been upgraded. Happy Helming!', 'STATUS: deployed'],
    bad: [
      'Waiting for deployment rollout to finish: 1 of 5 updated replicas are available...',
      'Error: UPGRADE FAILED: context deadline exceeded',
      '##[error]timed out waiting for the condition',
    ],
  },
  {
    about: /migrat/i,
    good: ['Applying 0042_add_order_index... OK', '1 migration applied'],
    bad: ['Applying 0042_add_order_index...', '##[error]relation "orders" does not exist', 'ROLLBACK'],
  },
  {
    about: /build|push|image/i,
    good: ['#12 exporting to image', '#12 pushing layers 9.4s done', '#12 DONE 11.2s'],
    bad: [
      '#9 ERROR: process "/bin/sh -c go build ./..." did not complete successfully: exit code: 1',
      '##[error]buildx failed',
    ],
  },
  {
    about: /test|coverage/i,
    good: ['ok  	internal/orders	2.114s	coverage: 81.3% of statements', 'PASS'],
    bad: [
      '--- FAIL: TestOrderMatching (0.31s)',
      '    orders_test.go:87: got 2 fills, want 3',
      'FAIL	internal/orders	1.902s',
      '##[error]1 test failed',
    ],
  },
];

function success(step: Step): string[] {
  return outcomes.find(({ about }) => about.test(step.name))?.good ?? ['done'];
}

function failure(job: Job, step: Step): string[] {
  const known = outcomes.find(({ about }) => about.test(step.name))?.bad ?? [
    `${step.name}: failed on ${shortRef(job.run.ref)}`,
  ];
  return [...known, '##[error]Process completed with exit code 1.'];
}
