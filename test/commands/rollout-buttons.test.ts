import { describe, expect, test } from 'vitest';
import { canary } from '../../commands/canary.ts';
import type { SteerKind } from '../../src/model/button.ts';
import type { Deployment } from '../../src/model/deployment.ts';
import { deployment, now } from '../builders.ts';
import { rollout } from '../rollout-builder.ts';
import { callOf } from './call.ts';

const live = deployment({ state: 'rolling-out', rollout: rollout() });
const seen = { deploymentId: live.id, wave: 0, at: 0, round: null };

function callAbout(found: Deployment | null, taken = true) {
  const steered: object[] = [];
  const steer = async (press: object) => {
    steered.push(press);
    return taken;
  };
  return { call: callOf({ ask: { deployment: async () => found }, start: { steer } }), steered };
}

async function press(kind: SteerKind, found: Deployment | null, taken = true) {
  const { call, steered } = callAbout(found, taken);
  const reply = await canary.buttons?.[kind]?.press(call, { kind, ...seen });
  return { reply, steered };
}

async function submit(reason: string | null, found: Deployment | null) {
  const { call, steered } = callAbout(found);
  const form = canary.forms?.['abort-rollout'];
  if (!form) return expect.fail('there is no such form');
  const { deploymentId, ...context } = seen;
  expect(await form.check(call, { deploymentId, ...context }, { reason })).toBeNull();
  return { reply: await form.submit(call, { deploymentId, ...context }, { reason }), steered };
}

describe('the buttons of a rollout', () => {
  test('act for the phase that was seen', async () => {
    expect(await press('hold-rollout', live)).toMatchObject({
      reply: { kind: 'started' },
      steered: [{ choice: 'hold', deploymentId: live.id, wave: 0, at: 0, round: null }],
    });
  });

  test.each<[string, Deployment | null, RegExp]>([
    ['unknown', null, /no longer known/],
    ['over', deployment({ state: 'succeeded', note: 'All is well.', endedAt: now }), /It has ended: All is well\./],
    ['of a run', deployment({ state: 'running' }), /It is not being rolled out/],
  ])('of one that is %s say so, and Abort asks nothing', async (_, found, words) => {
    for (const kind of ['hold-rollout', 'abort-rollout'] as const) {
      const { reply, steered } = await press(kind, found);
      expect(JSON.stringify(reply)).toMatch(words);
      expect(steered).toEqual([]);
    }
    expect(JSON.stringify((await submit('too late', found)).reply)).toMatch(words);
  });
});

describe('Abort', () => {
  test('asks why, says what becomes of it, and moves nothing yet', async () => {
    const { reply, steered } = await press('abort-rollout', live);
    expect(reply).toMatchObject({
      kind: 'form',
      form: {
        submit: 'Abort',
        intro: [expect.stringContaining('The version before serves alone again, on every service that was moved.')],
        fields: [{ name: 'reason', optional: true }],
      },
    });
    expect(steered).toEqual([]);
  });

  test('says of what its run has put live that nothing beside it comes back by itself', async () => {
    const { reply } = await press('abort-rollout', { ...live, rollout: rollout({ strategy: 'by-run' }) });
    expect(reply).toMatchObject({
      form: {
        intro: [
          expect.stringContaining(
            'Its run has put it live already. Where the catalog says how, the version before is brought back.',
          ),
        ],
      },
    });
  });

  test('hands the reason on, and goes without one', async () => {
    expect(await submit('  the order book is empty ', live)).toMatchObject({
      reply: { kind: 'started' },
      steered: [{ choice: 'abort', reason: 'the order book is empty', wave: 0, at: 0, round: null }],
    });
    const { steered } = await submit(null, live);
    expect(steered).toMatchObject([{ choice: 'abort' }]);
    expect(steered[0]).not.toHaveProperty('reason');
  });
});
