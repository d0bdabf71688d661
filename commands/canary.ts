import type { Call, Command, Reply } from '../src/command.ts';
import { targetNames } from '../src/model/catalog.ts';
import { splitWords, unknownTarget } from './deploy-words.ts';
import { abortHandler, rolloutButtons } from './rollout-buttons.ts';
import { unreadable } from './say.ts';

export const canary: Command = {
  name: '/canary',
  summary: 'What is being rolled out: its share, its metrics, and Promote, Hold, Extend and Abort',
  hint: '[service or group]',
  usage: ['/canary', '/canary api'],
  async run(call: Call, text: string): Promise<Reply> {
    const [service = null, ...more] = splitWords(text) ?? [text];
    if (more.length > 0) {
      const wrong = `"${more.join(' ')}" is more than a service.`;
      return unreadable(canary, {
        wrong,
        right: 'Name one service or group, or none for everything that is rolled out.',
      });
    }
    if (service !== null && !targetNames(call.catalog).includes(service)) {
      return unreadable(canary, unknownTarget(service, call.catalog));
    }
    return { kind: 'notice', notice: await call.ask.rollouts(service) };
  },
  buttons: rolloutButtons,
  forms: { 'abort-rollout': abortHandler },
};
