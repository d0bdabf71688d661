import type { Call, Command, Reply } from '../src/command.ts';
import { isProblem, readDeployWords } from './deploy-words.ts';
import { unreadable } from './say.ts';

export const why: Command = {
  name: '/why',
  summary: 'What every gate says of a deploy, what would help, who can and when',
  hint: '<environment> [service or group] [ref] [--at time]',
  usage: ['/why production', '/why production api v1.4.0', '/why production --at tue 10:00', '/why staging --at in 2h'],
  async run(call: Call, text: string): Promise<Reply> {
    const { words, at } = cutTime(text);
    if (at === '') {
      return unreadable(why, { wrong: 'The time after --at is missing.', right: 'Write it as in --at tue 10:00.' });
    }
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
      at,
      person: call.person,
    });
    return { kind: 'notice', notice };
  },
};

/** The time is everything after `--at`: nobody has to quote it, and who does may. */
function cutTime(text: string): { words: string; at: string | null } {
  const found = /(?:^|\s)--at(?:\s+|=|$)(.*)$/s.exec(text);
  if (!found) return { words: text, at: null };
  return {
    words: text.slice(0, found.index),
    at: (found[1] ?? '')
      .trim()
      .replace(/^(["'])(.*)\1$/s, '$2')
      .trim(),
  };
}
