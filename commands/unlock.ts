import type { Call, Command, Reply } from '../src/command.ts';
import type { LockScope } from '../src/model/lock.ts';
import { answered } from './answered.ts';
import { isProblem } from './deploy-words.ts';
import { readUnlockWords } from './lock-words.ts';
import { refused, unlessTold, unreadable } from './say.ts';

export const unlock: Command = {
  name: '/unlock',
  summary: 'Release a lock',
  hint: '<environment | all> [service]',
  usage: ['/unlock production', '/unlock staging api', '/unlock all'],
  async run(call, text) {
    const scope = readUnlockWords(text, call.catalog);
    // The message of the lock may stand far above: whoever types sees that it is done.
    return isProblem(scope) ? unreadable(unlock, scope) : answered(await release(call, scope));
  },
};

/** What the Unlock button does: it is pressed where the release is read. */
export async function pressUnlock(call: Call, id: string): Promise<Reply> {
  const answer = await release(call, { id });
  return answer.kind === 'refused' ? refused(answer) : unlessTold(call, answer);
}

function release(call: Call, lock: { id: string } | LockScope) {
  return call.do.unlock({ id: call.trigger, lock, by: call.person, asked: call.asked });
}
