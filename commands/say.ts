import type { Call, Command, Refused, Reply } from '../src/command.ts';
import type { Notice, Tone } from '../src/model/notice.ts';
import type { WordsProblem } from './deploy-words.ts';

/** A short answer that only the person sees. */
export function say(tone: Tone, title: string, lines: string[] = []): Reply {
  return { kind: 'notice', notice: { kind: 'text', tone, title, lines } };
}

/** A refusal of a short write, with the next step where there is one. */
export function refused({ title, lines, buttons }: Refused): Reply {
  return { kind: 'notice', notice: { kind: 'text', tone: 'error', title, lines, ...(buttons ? { buttons } : {}) } };
}

/** What was typed after a command cannot be understood: what was wrong, what would be right, and how it is written. */
export function unreadable({ name, hint }: Pick<Command, 'name' | 'hint'>, { wrong, right }: WordsProblem): Reply {
  return say('error', `That ${name} could not be read`, [wrong, right, `Usage: ${name} ${hint}`]);
}

/** The answer, unless the channel where it was asked for reads it anyway. */
export function unlessTold(call: Call, answer: { notice: Notice; told: readonly string[] }): Reply {
  const here = answer.told.some((channel) => channel === call.channel.id || channel === call.channel.name);
  return here ? { kind: 'started' } : { kind: 'notice', notice: answer.notice };
}
