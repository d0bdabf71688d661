import type { KnownBlock } from '@slack/types';
import type { ResolvedRef } from '../model/commit.ts';
import type { Notice } from '../model/notice.ts';
import type { Instant } from '../model/time.ts';
import type { Verdict } from '../model/verdict.ts';
import type { Message } from './blocks.ts';
import { actions, context, divider, header, present, section } from './blocks.ts';
import { refAndSha, whenMade } from './change.ts';
import { openingLines } from './opening.ts';
import { count, esc, link } from './text.ts';
import { askedFor, gateWords, toldTogether, verdictLines } from './verdicts.ts';

/** Only for the person who asked: every verdict with what it saw, what would help, who can and when. */
export function refusalView(notice: Extract<Notice, { kind: 'refusal' }>): Message {
  const { what, verdicts, ref, buttons, links = [], timezone } = notice;
  const blocking = askedFor(verdicts).filter(({ outcome }) => outcome === 'block');
  const summary =
    blocking.length === 0
      ? 'It was not started.'
      : `${count(blocking.length, 'gate')} of ${askedFor(verdicts).length} ${blocking.length === 1 ? 'blocks' : 'block'} it; nothing was started.`;
  return {
    text: `Not deployed: ${esc(what, 200)}. ${blocking.map(({ says }) => esc(says, 200)).join(' ')}`,
    blocks: [
      header(`Not deployed: ${what}`),
      section([`:no_entry: ${summary}`, ...openingLines(verdicts, notice), ...refLines(ref, notice.now)]),
      ...verdictBlocks(verdicts, timezone),
      ...present(actions(buttons, links)),
    ],
  };
}

/** One section a verdict that blocks or warns, then what passed in one. */
export function verdictBlocks(verdicts: readonly Verdict[], timezone: string | null): KnownBlock[] {
  const { told, rest } = toldTogether(verdicts);
  const loud = told.filter(({ outcome }) => outcome !== 'pass');
  const passed = told.filter(({ outcome }) => outcome === 'pass').flatMap((verdict) => verdictLines(verdict, timezone));
  const quiet = [...passed, ...rest];
  return [
    ...loud.flatMap((verdict) => [divider, section(verdictLines(verdict, timezone))]),
    ...(quiet.length > 0 ? [divider, section(quiet)] : []),
    ...(verdicts.length === 0 ? [context(['No gate was asked.'])] : []),
  ];
}

export function refLines(ref: ResolvedRef | null, now: Instant): string[] {
  if (!ref) return [];
  return [
    `*Ref*  ${ref.kind} ${refAndSha(ref.name, ref.sha)}: ${link(ref.url, ref.title)} by ${esc(ref.author.name, 80)}, ${whenMade(ref.committedAt, now)}`,
  ];
}

/** `Permission, Lock`: the gates that block, for short lines. */
export function blockingGates(verdicts: readonly Verdict[]): string {
  return askedFor(verdicts)
    .filter(({ outcome }) => outcome === 'block')
    .map(({ gate }) => gateWords[gate])
    .join(', ');
}
