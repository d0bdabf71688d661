import type { Command } from '../src/command.ts';
import type { ButtonAction } from '../src/model/button.ts';
import { isProblem } from './deploy-words.ts';
import { readLockWords } from './lock-words.ts';
import { say, unlessTold, unreadable } from './say.ts';
import { release } from './unlock.ts';

const longestReason = 300;

export const lock: Command = {
  name: '/lock',
  summary: 'Hold deploys to an environment, or to one service of it',
  hint: '<environment> [service] [for 2h] <reason>',
  usage: ['/lock production incident 4711', '/lock staging api for 2h load test'],
  async run(call, text) {
    const words = readLockWords(text, call.catalog);
    if (isProblem(words)) return unreadable(lock, words);
    if (words.reason === '') {
      return say('error', 'A lock needs a reason', [
        'It is what others read when their deploy is refused.',
        `Usage: /lock ${lock.hint}`,
      ]);
    }
    if (words.reason.length > longestReason) {
      return say('error', 'The reason is too long', [
        `It has ${words.reason.length} characters; at most ${longestReason} are kept.`,
      ]);
    }
    const answer = await call.do.lock({
      id: call.trigger,
      environment: words.environment,
      service: words.service,
      by: call.person,
      reason: words.reason,
      asked: call.asked,
      until: words.length === null ? null : call.asked + words.length,
    });
    return answer.kind === 'refused' ? say('error', answer.title, answer.lines) : unlessTold(call, answer);
  },
  buttons: {
    unlock: {
      opensForm: false,
      press: (call, action: ButtonAction) =>
        action.kind === 'unlock'
          ? release(call, { id: action.lockId })
          : Promise.resolve(say('warning', 'That button is over', ['There is nothing to unlock.'])),
    },
  },
};
