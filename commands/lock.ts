import type { Call, Command, Reply } from '../src/command.ts';
import { answered } from './answered.ts';
import type { WordsProblem } from './deploy-words.ts';
import { isProblem } from './deploy-words.ts';
import { act, lockButtons } from './lock-buttons.ts';
import type { LockWords } from './lock-words.ts';
import { readExtendWords, readGiveWords, readLockWords, readUnlockWords } from './lock-words.ts';
import { refused, say, unlessTold, unreadable } from './say.ts';

const longestReason = 300;

export const lock: Command = {
  name: '/lock',
  summary: 'Hold deploys to a service, an environment or everything; extend, give, steal or wait for a lock',
  hint: '<environment | all> [service] [for 2h] <reason>',
  usage: [
    '/lock production incident 4711',
    '/lock staging api for 2h load test',
    '/lock all for 1h payment outage',
    '/lock extend staging api for 2h',
    '/lock give staging api to @dana',
    '/lock steal production incident 4712',
    '/lock wait staging api for 1h load test',
    '/lock leave staging api',
  ],
  async run(call, text) {
    const [, word = '', rest = ''] = /^(\S*)\s*(.*)$/s.exec(text.trim()) ?? [];
    const verb = Object.hasOwn(verbs, word) ? verbs[word] : undefined;
    return verb ? verb(call, rest) : take(call, text);
  },
  buttons: lockButtons,
};

const verbs: Record<string, (call: Call, text: string) => Promise<Reply>> = { extend, give, steal, wait, leave };

async function take(call: Call, text: string): Promise<Reply> {
  const words = withReason(readLockWords(text, call.catalog), lock.hint);
  if ('kind' in words) return words;
  const { environment, service, reason } = words;
  const answer = await call.do.lock({ ...act(call), environment, service, reason, until: endOf(call, words) });
  return answer.kind === 'refused' ? refused(answer) : unlessTold(call, answer);
}

async function extend(call: Call, text: string): Promise<Reply> {
  const words = readExtendWords(text, call.catalog);
  if (isProblem(words)) return misread('extend <environment | all> [service] for 2h', words);
  const { length, ...scope } = words;
  return answered(await call.do.extendLock({ ...act(call), lock: scope, length }));
}

async function give(call: Call, text: string): Promise<Reply> {
  const words = readGiveWords(text, call.catalog, call.mentioned ?? []);
  if (isProblem(words)) return misread('give <environment | all> [service] to @person', words);
  const { to, ...scope } = words;
  return answered(await call.do.giveLock({ ...act(call), lock: scope, to }));
}

async function steal(call: Call, text: string): Promise<Reply> {
  const words = withReason(readLockWords(text, call.catalog), `steal ${lock.hint}`);
  if ('kind' in words) return words;
  const { environment, service, reason } = words;
  const wanted = { lock: { environment, service }, reason, until: endOf(call, words) };
  return answered(await call.do.stealLock({ ...act(call), ...wanted }));
}

async function wait(call: Call, text: string): Promise<Reply> {
  const words = withReason(readLockWords(text, call.catalog), `wait ${lock.hint}`);
  return 'kind' in words ? words : answered(await call.do.waitForLock({ ...act(call), ...words }));
}

async function leave(call: Call, text: string): Promise<Reply> {
  const scope = readUnlockWords(text, call.catalog);
  if (isProblem(scope)) return misread('leave <environment | all> [service]', scope);
  return answered(await call.do.leaveLockQueue({ ...act(call), from: scope }));
}

function endOf(call: Call, { length }: LockWords) {
  return length === null ? null : call.asked + length;
}

function misread(hint: string, problem: WordsProblem): Reply {
  return unreadable({ name: lock.name, hint }, problem);
}

function withReason(words: LockWords | WordsProblem, hint: string): LockWords | Reply {
  if (isProblem(words)) return misread(hint, words);
  if (words.reason === '') {
    return say('error', 'A lock needs a reason', [
      'It is what others read when their deploy is refused.',
      `Usage: ${lock.name} ${hint}`,
    ]);
  }
  if (words.reason.length <= longestReason) return words;
  return say('error', 'The reason is too long', [
    `It has ${words.reason.length} characters; at most ${longestReason} are kept.`,
  ]);
}
