import type { Call, Command } from '../src/command.ts';
import { answered, button } from './answered.ts';
import { refused, unlessTold } from './say.ts';
import { pressUnlock } from './unlock.ts';

export const lockButtons: NonNullable<Command['buttons']> = {
  unlock: button('unlock', (call, { lockId }) => pressUnlock(call, lockId)),
  'extend-lock': button('extend-lock', async (call, { lockId, length }) =>
    answered(await call.do.extendLock({ ...act(call), lock: { id: lockId }, length })),
  ),
  'wait-for-lock': button('wait-for-lock', async (call, { kind: _, ...wanted }) =>
    answered(await call.do.waitForLock({ ...act(call), ...wanted })),
  ),
  'take-turn': button('take-turn', async (call, { waiterId }) => {
    const answer = await call.do.takeLockTurn({ ...act(call), waiterId });
    return answer.kind === 'refused' ? refused(answer) : unlessTold(call, answer);
  }),
  'leave-queue': button('leave-queue', async (call, { waiterId }) =>
    answered(await call.do.leaveLockQueue({ ...act(call), from: { waiterId } })),
  ),
  'ask-for-lock': button('ask-for-lock', async (call, { lockId, purpose }) =>
    answered(await call.do.askForLock({ ...act(call), lockId, purpose })),
  ),
};

export function act(call: Call) {
  return { id: call.trigger, by: call.person, asked: call.asked };
}
