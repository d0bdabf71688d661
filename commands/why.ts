import type { Call, Command, Reply } from '../src/command.ts';
import { isProblem, readDeployWords } from './deploy-words.ts';
import { unreadable } from './say.ts';

export const why: Command = {
  name: '/why',
  summary: 'What every gate says of a deploy, what would help, who can and when',
  hint: '<environment> [service or group] [ref] [--at time]',
  usage: ['/why production', '/why production api v1.4.0', '/why production --at tue 10:00', '/why staging --at in 2h'],
  async run(call: Call, text: string): Promise<Reply> {
    const read = readDeployWords(text, call.catalog, call.channel);
    if (isProblem(read)) {
      return unreadable(why, {
        wrong: read.wrong.replaceAll('/deploy', '/why'),
        right: read.right.replaceAll('/deploy', '/why'),
      });
    }
    const notice = await call.ask.why({
      environment: read.environment.name,
      target: read.target.name,
      ref: read.ref,
      at: read.at,
      person: call.person,
    });
    return { kind: 'notice', notice };
  },
};
