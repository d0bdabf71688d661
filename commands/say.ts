import type { Call, Reply } from '../src/command.ts';
import type { Notice, Tone } from '../src/model/notice.ts';

/** A short answer that only the person sees. */
export function say(tone: Tone, title: string, lines: string[] = []): Reply {
  return { kind: 'notice', notice: { kind: 'text', tone, title, lines } };
}

/** The answer, unless the channel where it was asked for reads it anyway. */
export function unlessTold(call: Call, answer: { notice: Notice; told: readonly string[] }): Reply {
  const here = answer.told.some((channel) => channel === call.channel.id || channel === call.channel.name);
  return here ? { kind: 'started' } : { kind: 'notice', notice: answer.notice };
}
