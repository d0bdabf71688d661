import type { Reply } from '../src/command.ts';
import type { Tone } from '../src/model/notice.ts';

/** A short answer that only the person sees. */
export function say(tone: Tone, title: string, lines: string[] = []): Reply {
  return { kind: 'notice', notice: { kind: 'text', tone, title, lines } };
}
