import { expect, test } from 'vitest';
import { hour, minute } from '../../src/model/time.ts';
import { canaryChart } from '../../src/views/charts/canary.ts';
import { renderNotice } from '../../src/views/render.ts';
import { watchSection } from '../../src/views/watch.ts';
import { deployment, now, person } from '../builders.ts';
import { judged, judgementOf, watchOf } from '../watch-builder.ts';

const throughput = judged(
  { metric: 'throughput', check: 'baseline', unit: 'per-second', within: 10 },
  { reason: 'as-before', value: 98, threshold: 90, compared: 100, deviation: -2, streak: null },
);
const judgement = judgementOf([
  { metric: 'errors', rules: [judged()] },
  { metric: 'throughput', rules: [throughput] },
]);

function lines(changes: Parameters<typeof watchOf>[0]): string[] {
  return watchSection(deployment({ state: 'succeeded', watch: watchOf(changes) }))?.text?.text.split('\n') ?? [];
}

test('while it is watched: until when, and each metric against its limit and what it was before', () => {
  expect(lines({ judgement })).toEqual([
    expect.stringMatching(/^:eyes: \*Watched until <!date\^\d+\^\{time\}\|2026-01-20 16:05 UTC>\*$/),
    ':white_check_mark: *errors* 0.02 % · limit 0.1 %',
    ':white_check_mark: *throughput* 98/s · before 100/s',
  ]);
  expect(lines({})).toEqual([expect.stringContaining('not judged yet')]);
});

test('what is bad comes first, with what cannot be measured, and the question', () => {
  const bad = judged({ metric: 'latency' }, { verdict: 'fail', reason: 'limit-broken', value: 2400, threshold: 500 });
  const shown = lines({
    judgement: judgementOf([
      { metric: 'errors', rules: [judged()] },
      { metric: 'latency', rules: [bad] },
    ]),
    question: { round: 1, at: now, about: ['latency'], why: 'A goal is missed.' },
    health: { failures: 2, says: 'api fails its check "login": It answered 503' },
    troubles: ['Prometheus cannot be reached.'],
  });
  expect(shown.slice(1)).toEqual([
    ':raised_hand: *Does it stay?* A goal is missed.',
    expect.stringContaining(':x: *latency*'),
    expect.stringContaining(':white_check_mark: *errors*'),
    ':x: *health*  api fails its check "login": It answered 503 (2 in a row)',
    ':warning: Prometheus cannot be reached.',
  ]);
});

test.each([
  [{ state: 'passed', endedAt: now + hour } as const, /Watch passed: verified\*, after 1 h/],
  [
    { state: 'failed', endedAt: now + 5 * minute, why: 'Errors: 8 %.', rollback: 'd-back' } as const,
    /after 5 min:\* Errors: 8 %. Its rollback is `d-back`/,
  ],
  [{ state: 'failed', endedAt: now + minute, why: 'Errors.' } as const, /Nothing says how to roll back here/],
  [
    { state: 'superseded', endedAt: now + minute, why: 'v2 by dev went out.' } as const,
    /not verified:\* v2 by dev went out/,
  ],
  [
    { state: 'inconclusive', endedAt: now + hour } as const,
    /Not verified:\* its time is over, and a person has to decide/,
  ],
])('how it ended: %o', (changes, words) => {
  expect(lines(changes)[0]).toMatch(words);
});

test('who has kept it is named', () => {
  const kept = [{ by: person('lead'), at: now, about: ['errors'] }];
  expect(lines({ state: 'passed', endedAt: now + hour, kept }).at(-1)).toMatch(/lead keeps it as to errors/);
});

test('the thread tells who decides, and what became of it', () => {
  const question = { round: 1, at: now, about: ['errors'], why: 'Nothing can be seen of it.' };
  const asked = deployment({ state: 'succeeded', watch: watchOf({ question }) });
  const context = { plain: true } as Parameters<typeof renderNotice>[1];
  const message = renderNotice(
    { kind: 'watch-question', deployment: asked, roles: ['release-managers'], mention: ['U0LEAD000'], buttons: [] },
    context,
  );
  expect(message.text).toContain('Does it stay?');
  expect(JSON.stringify(message.blocks)).toContain('release-managers may decide. Until then it is not verified.');
  expect(JSON.stringify(message.blocks)).toContain('<@U0LEAD000>');
  const ended = deployment({ watch: watchOf({ state: 'failed', why: 'Errors.', rollback: 'd-back', endedAt: now }) });
  const told = renderNotice({ kind: 'watch-ended', deployment: ended, mention: [person('dev')], authors: [] }, context);
  expect(told.text).toMatch(/^Rolling back: /);
});

test('the picture of a watch speaks of the release and of what was before, and of no canary', () => {
  const samples = (value: number) => [0, 1, 2].map((index) => ({ at: now + index * 30_000, value }));
  const panel = (metric: string, stable: number | null) => ({
    metric,
    unit: '%',
    threshold: { value: 5, is: 'most' as const },
    canary: samples(8),
    stable: stable === null ? [] : samples(stable),
  });
  const panels = [panel('errors', 0.2), panel('cpu', null)];
  const picture = {
    of: 'watch' as const,
    service: 'api',
    version: 'v2',
    began: now,
    length: hour,
    interval: 30_000,
    panels,
  };
  const chart = canaryChart(picture);
  expect(chart?.alt).toBe(
    'api v2 after its deployment, 1 min of 1 h. Beyond the limit: errors (8 % now, before 0.2 %, at most 5 %), cpu (8 % now, at most 5 %).',
  );
  const drawn = JSON.stringify(chart?.specification);
  expect(drawn).toContain('"release","before","limit"');
});
