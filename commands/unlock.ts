import type { Call, Command, Reply } from '../src/command.ts';
import { isProblem } from './deploy-words.ts';
import { readLockWords } from './lock-words.ts';
import { say, unlessTold } from './say.ts';

export const unlock: Command = {
  name: '/unlock',
  summary: 'Release a lock',
  hint: '<environment> [service]',
  usage: ['/unlock production', '/unlock staging api'],
  async run(call, text) {
    const words = readLockWords(text, call.catalog);
    if (isProblem(words)) {
      return say('error', 'That /unlock could not be read', [
        words.wrong,
        words.right,
        `Usage: /unlock ${unlock.hint}`,
      ]);
    }
    return release(call, { environment: words.environment, service: words.service });
  },
};

/** Also what the Unlock button does. */
export async function release(
  call: Call,
  which: { id: string } | { environment: string; service: string | null },
): Promise<Reply> {
  const answer = await call.do.unlock({ id: call.trigger, lock: which, by: call.person });
  return answer.kind === 'refused' ? say('error', answer.title, answer.lines) : unlessTold(call, answer);
}
