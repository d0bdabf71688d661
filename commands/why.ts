import type { Call, Command, Reply } from '../src/command.ts';
import type { Person } from '../src/model/person.ts';
import { isProblem, readDeployWords } from './deploy-words.ts';
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
    const { words, about } = cutPerson(text, call);
    if (about === null) return unreadable(why, nobody);
    const read = readDeployWords(words, call.catalog, call.channel);
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
      person: about,
    });
    return { kind: 'notice', notice };
  },
};

const nobody = {
  wrong: 'It is not clear whose deploy is meant.',
  right: 'Write --for @, and choose one person from the list that Slack shows.',
};

/** Whose permission is asked about: the asker's, unless `--for` names somebody. Null when nobody, or more than one, is named. */
function cutPerson(text: string, call: Call): { words: string; about: Pick<Person, 'slackId' | 'name'> | null } {
  const found = /(?:^|\s)--for(?:\s+|=|$)(.*?)(?=\s--|$)/s.exec(text);
  if (!found) return { words: text, about: call.person };
  const words = `${text.slice(0, found.index)} ${text.slice(found.index + found[0].length)}`.trim();
  const typed = (found[1] ?? '').trim();
  // A display name is its bearer's to choose; only Slack's own mention, or an id, says who it is.
  const [id = /^@?([UW][A-Z0-9]{6,})$/.exec(typed)?.[1], another] = call.mentioned ?? [];
  return {
    words,
    about: id === undefined || another !== undefined ? null : { slackId: id, name: typed.replace(/^@/, '') },
  };
}
