import type { Command } from '../src/command.ts';
import { environmentNames, targetNames } from '../src/model/catalog.ts';
import { splitWords, unknownEnvironment, unknownTarget } from './deploy-words.ts';
import { unreadable } from './say.ts';

export const deploys: Command = {
  name: '/deploys',
  summary: 'What runs where, what is in flight, what waits',
  hint: '[environment] [service]',
  usage: ['/deploys', '/deploys production', '/deploys production api'],
  async run(call, text) {
    const environments = environmentNames(call.catalog);
    const targets = targetNames(call.catalog);
    let environment: string | null = null;
    let service: string | null = null;
    for (const word of splitWords(text) ?? [text]) {
      if (environment === null && environments.includes(word)) environment = word;
      else if (service === null && targets.includes(word)) service = word;
      else {
        const problem =
          environment === null && service === null
            ? unknownEnvironment(word, environments)
            : unknownTarget(word, call.catalog);
        return unreadable(deploys, problem);
      }
    }
    return { kind: 'notice', notice: await call.ask.board({ environment, service }, call.person) };
  },
};
