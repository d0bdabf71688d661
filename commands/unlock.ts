import type { Call, Command, Reply } from '../src/command.ts';
import type { LockScope } from '../src/model/lock.ts';
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
    return isProblem(scope) ? unreadable(unlock, scope) : release(call, scope);
  },
};

/** Also what the Unlock button does. */
export async function release(call: Call, which: { id: string } | LockScope): Promise<Reply> {
  const answer = await call.do.unlock({ id: call.trigger, lock: which, by: call.person, asked: call.asked });
  return answer.kind === 'refused' ? refused(answer) : unlessTold(call, answer);
}
