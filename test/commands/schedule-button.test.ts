import { describe, expect, test } from 'vitest';
import { deployButtons } from '../../commands/deploy-buttons.ts';
import { hour } from '../../src/model/time.ts';
import { now } from '../builders.ts';
import { callOf } from './call.ts';

const wanted = { environment: 'staging', target: 'api', ref: 'develop', reason: null, inputs: {} };

/** Presses a button that asks for a deploy; `did` is what it led to, in order. */
async function press(action: { at: number | null; waiterId?: string }) {
  const did: unknown[] = [];
  const note = (what: string) => async (given: object) => {
    did.push({ what, ...given });
    return { kind: 'refused' as const, title: 'You are not in that line', lines: [] };
  };
  const call = callOf({
    start: { deploy: note('deploy') },
    do: { leaveLockQueue: note('leave') },
  });
  const reply = await deployButtons.schedule?.press(call, { kind: 'schedule', ...wanted, ...action });
  return { reply, did };
}

describe('a button that asks for a refused deploy again', () => {
  test('asks for it at the time that it names', async () => {
    const { reply, did } = await press({ at: now + hour });
    expect(reply).toEqual({ kind: 'started' });
    expect(did).toMatchObject([{ what: 'deploy', ...wanted, at: now + hour, glass: false, dryRun: false }]);
  });

  test('pressed after that time deploys nothing: who pressed it wanted it later', async () => {
    const { reply, did } = await press({ at: now });
    expect(did).toEqual([]);
    expect(reply).toMatchObject({
      notice: {
        title: 'That time has come already',
        lines: ['To deploy it now, type /deploy staging api develop'],
      },
    });
  });

  test('asks for it now, and whoever waited for that waits no longer', async () => {
    const { reply, did } = await press({ at: null, waiterId: 'w-1' });
    expect(reply).toEqual({ kind: 'started' });
    expect(did).toMatchObject([
      { what: 'leave', from: { waiterId: 'w-1' } },
      { what: 'deploy', ...wanted, at: null },
    ]);
  });
});
