import { expect, test } from 'vitest';
import { hour } from '../../src/model/time.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { renderNotice } from '../../src/views/render.ts';
import { now, resolvedRef, verdict } from '../builders.ts';

const verdicts = [
  verdict({ says: 'dev has the role developers.' }),
  verdict({
    gate: 'window',
    outcome: 'block',
    reason: 'outside-window',
    says: 'It is Tuesday 16:05 in Berlin; production is deployed from 09:00 to 16:00.',
    saw: [{ what: 'time', found: 'Tue 16:05', wanted: '09:00 to 16:00' }],
    unblock: 'Wait for the next window.',
    who: ['release-managers'],
    when: now + 17 * hour,
  }),
  verdict({
    gate: 'lock',
    outcome: 'block',
    reason: 'locked',
    says: 'lead has locked production.',
    unblock: 'Unlock it.',
    who: ['lead'],
  }),
  verdict({ gate: 'already-running', outcome: 'warn', reason: 'same-already-running', says: 'It runs there already.' }),
];

const message = renderNotice(
  {
    kind: 'refusal',
    what: 'api v1.4.0 to production',
    verdicts,
    ref: resolvedRef(),
    earliest: null,
    buttons: [],
    now,
    timezone: 'Europe/Berlin',
  },
  { plain: false, permalink: null },
);
const words = JSON.stringify(message.blocks);

test('lists every verdict, those that block first', () => {
  const order = ['*Time window* blocked', '*Lock* blocked', '*Already running* warning', '*Permission* passed'];
  const places = order.map((part) => words.indexOf(part));
  expect(places.every((place) => place > 0)).toBe(true);
  expect(places).toEqual([...places].sort((a, b) => a - b));
});

test('gates that the environment does not use are named together, last', () => {
  const unused = (['review', 'commits'] as const).map((gate) =>
    verdict({ gate, reason: 'not-configured', says: 'Nothing is wanted.' }),
  );
  const notice = {
    kind: 'refusal' as const,
    what: 'api',
    verdicts: [...unused, ...verdicts],
    ref: null,
    earliest: null,
    buttons: [],
    now,
    timezone: null,
  };
  const text = JSON.stringify(renderNotice(notice, { plain: false, permalink: null }).blocks);
  expect(text).toContain(':heavy_minus_sign: *Not asked for here:* Review, Commits');
  expect(text).not.toContain('Nothing is wanted.');
});

test('says what was seen, what would help, who can and when', () => {
  expect(words).toContain('time: Tue 16:05 (wanted: 09:00 to 16:00)');
  expect(words).toContain('*What would help:* Wait for the next window.');
  expect(words).toContain('*Who can:* release-managers');
  expect(words).toContain(`<!date^${(now + 17 * hour) / 1_000}^`);
  expect(words).toContain('Berlin time');
});

test('the notification alone says that nothing was deployed and why', () => {
  expect(message.text).toContain('Not deployed: api v1.4.0 to production');
  expect(message.text).toContain('lead has locked production.');
});

function said(blocks: Verdict[]): string {
  const rest = { ref: null, earliest: null, buttons: [], now, timezone: null };
  const notice = { kind: 'refusal' as const, what: 'api', verdicts: [verdict(), ...blocks], ...rest };
  return JSON.stringify(renderNotice(notice, { plain: false, permalink: null }).blocks);
}

test('gates that have no commit to look at are named together, and do not count', () => {
  const refused = verdict({ gate: 'ref', outcome: 'block', reason: 'ref-not-found', says: 'There is no develp.' });
  const without = verdict({ gate: 'checks', outcome: 'block', reason: 'commit-unknown', says: 'Nothing to look at.' });
  const all = said([refused, without]);
  expect(all).toContain('1 gate of 2 blocks it');
  expect(all).toContain('*Not looked at without a commit:* Checks');
  expect(all).not.toContain('Nothing to look at');
});

test.each<[string, Verdict['reason'][], string]>([
  [
    'what has begun and ends by itself',
    ['check-pending', 'lane-busy'],
    '*It passes by itself,* but nobody can say when',
  ],
  ['what could not be seen', ['facts-missing', 'check-pending'], '*Something could not be looked at:*'],
  [
    'what somebody has to mend, beside other things',
    ['facts-missing', 'check-failed'],
    '*It will not pass by itself:*',
  ],
])('says what it takes: %s', (_, reasons, words) => {
  expect(said(reasons.map((reason) => verdict({ gate: 'checks', outcome: 'block', reason })))).toContain(words);
});

test('when it passes by itself nothing starts by itself, and that is said', () => {
  const rest = { ref: null, earliest: now + hour, buttons: [], now, timezone: null };
  const blocks = [verdict({ gate: 'window', outcome: 'block', reason: 'outside-window' })];
  const notice = { kind: 'refusal' as const, what: 'api', verdicts: blocks, ...rest };
  expect(JSON.stringify(renderNotice(notice, { plain: false, permalink: null }).blocks)).toMatch(
    /passes by itself\* from <!date[^,]*, if nothing else changes until then; it has to be asked for again/,
  );
});
