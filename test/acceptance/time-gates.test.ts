import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { converseChanged } from './changed-conversation.ts';
import { inTurn, outWithItsRun, replacing } from './changed-example.ts';
import type { Conversation } from './conversation.ts';
import { deployStaging } from './production.ts';

const rules = [
  ['{ environment: staging, same: tree }', '{ environment: staging, same: tree, soak: 45m }'],
  [
    '            events:\n',
    `            freezes:
              - { reason: Move to the new data centre, from: "2026-01-21 17:00", to: 2026-01-22, except_roles: [release-managers] }
            events:\n`,
  ],
] as const;

/** The trading engine with a soak and a freeze: each refusal says when it is over, and then it is. */
describe('gates of time', { timeout: 60_000 }, () => {
  let c: Conversation;
  beforeAll(async () => {
    c = await converseChanged({ 'quarterdeck.yml': inTurn(outWithItsRun, replacing(rules)) });
    await deployStaging(c);
  }, 90_000);
  afterAll(() => c?.close());
  const refused = () => c.asks('dev', '/deploy production v1.4.0', /Not deployed: /);
  const tried = (handle: string) => c.asks(handle, '/deploy production v1.4.0 --dry-run', /Dry run/);

  test('soak: what staging has verified a moment ago has to wait, is told how long, and then goes', async () => {
    const text = await refused();
    expect(text).toMatch(
      /Earlier environment\* blocked: The content of \S+ is verified in staging since Tuesday 20 January, \d\d:\d\d UTC, and has to stay there for 45 min first\./,
    );
    expect(text).toMatch(/What would help:\* Try again in \d+ min/);
    expect(text).toMatch(/When:\* .*Tuesday 20 Jan/);
    await c.passes({ advance: '46m' });
    expect(await tried('dev')).toMatch(/Earlier environment\* passed: .* for at least 45 min/);
  });

  test('market open: the refusal names it, and the minute at which it is over', async () => {
    await c.passes({ set: '2026-01-21T14:10:00Z' });
    const text = await refused();
    expect(text).toMatch(
      /Time window\* blocked: It is Wednesday 21 January, 09:1\d New York time, around the opening of NYSE at 09:30 \(30 min before and 30 min after it\)\./,
    );
    expect(text).toContain('NYSE: opens at 09:30, closes at 16:00 (wanted: no deploy from 09:00 to 10:00)');
    expect(text).toContain('Try again from Wednesday 21 January, 10:00 New York time.');
    await c.passes({ set: '2026-01-21T15:00:00Z' });
    expect(await tried('dev')).toMatch(/Time window\* passed/);
  });

  test('freeze: it says why and until when; what comes after it counts as well; who is excepted is only warned', async () => {
    await c.passes({ set: '2026-01-21T22:30:00Z' });
    const text = await refused();
    expect(text).toContain(
      'in the freeze “Move to the new data centre” (until Friday 23 January, 00:00 New York time).',
    );
    // On Friday nobody deploys either.
    expect(text).toContain('Try again from Monday 26 January, 00:00 New York time.');
    expect(text).toContain('Before that, somebody with the role release-managers may deploy.');
    expect(text).toContain('*Who can:* release-managers');
    expect(text).toMatch(/When:\* .*Monday 26 Jan/);
    expect(await tried('lead')).toMatch(/Time window\* warning: .*which does not bind release-managers/);
    await c.passes({ set: '2026-01-26T05:00:00Z' });
    expect(await tried('dev')).toMatch(/Time window\* warning: .*outside the preferred hours for production/);
  });
});
