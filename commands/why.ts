import type { Call, Command, Reply } from '../src/command.ts';
import { cutOption, isProblem, readDeployWords } from './deploy-words.ts';
import { personIn } from './mentioned.ts';
import { unreadable } from './say.ts';

export const why: Command = {
  name: '/why',
  summary: 'What every gate says of a deploy, what would help, who can and when',
  hint: '<environment> [service or group] [ref] [--at time] [--for @person]',
  usage: [
    '/why production',
    '/why production api v1.4.0',
    '/why production --at tue 10:00',
    '/why staging --for @dana',
  ],
  async run(call: Call, text: string): Promise<Reply> {
    const { rest, value: named } = personOf(call, text);
    const id = named === null ? call.person.slackId : personIn(named, call);
    if (id === null) return unreadable(why, nobody);
    const read = readDeployWords(rest, call.catalog, call.channel);
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
      person: named === null ? call.person : { slackId: id, name: named.replace(/^@/, '') },
    });
    return { kind: 'notice', notice };
  },
};

/** With `--for`, or as anybody would write it: `/why staging @dana`, `/why staging of @dana`. */
function personOf({ mentioned = [] }: Call, text: string): { rest: string; value: string | null } {
  const option = cutOption(text, 'for');
  if (option.value !== null || mentioned.length === 0) return option;
  const found = /(?:^|\s)(?:(?:for|of)\s+)?(@\S+)(?=\s|$)/.exec(text);
  const name = found?.[1];
  if (!found || name === undefined) return option;
  return { rest: `${text.slice(0, found.index)} ${text.slice(found.index + found[0].length)}`.trim(), value: name };
}

const nobody = {
  wrong: 'It is not clear whose deploy is meant.',
  right: 'Write --for @, and choose one person from the list that Slack shows.',
};
