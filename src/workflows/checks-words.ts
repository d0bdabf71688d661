import type { Button } from '../model/button.ts';
import { shortSha } from '../model/commit.ts';
import type { WantedDeploy } from '../model/deployment.ts';
import type { Notice } from '../model/notice.ts';
import type { Person } from '../model/person.ts';
import type { Millis } from '../model/time.ts';
import { sayDuration } from '../model/time.ts';
import { list } from '../policy/verdicts.ts';

/** `again` false: they are only watched. `sha` is the commit whose checks are meant. */
export interface ChecksRequest extends WantedDeploy {
  id: string;
  by: Person;
  channel: string;
  responseUrl: string | null;
  again: boolean;
  sha: string;
}

export type TextNotice = Extract<Notice, { kind: 'text' }>;

/** A run of red checks, and why it is not to be run again; null: it is. `attempt` is the one that failed. */
export interface RedRun {
  runId: number;
  attempt: number;
  checks: string[];
  why: string | null;
}

/** What became of the wish to run them again; `red` are all that were red. */
export function sayAsked(
  { sha }: ChecksRequest,
  asked: readonly RedRun[],
  red: readonly string[],
  patience: Millis,
): TextNotice {
  const started = asked.filter(({ why }) => why === null).flatMap(({ checks }) => checks);
  const left = asked.flatMap(({ checks, why }) =>
    why === null ? [] : [`${list(checks)}: not run again, for ${why}.`],
  );
  const known = asked.flatMap(({ checks }) => checks);
  const others = red.filter((name) => !known.includes(name));
  const lines = [
    ...left,
    ...(others.length > 0 ? [`${list(others)}: no job of GitHub Actions; run it again where it comes from.`] : []),
  ];
  if (started.length === 0) return { kind: 'text', tone: 'error', title: 'No check could be run again', lines };
  const then = `You are told here when they have ended, at most ${sayDuration(patience)} from now.`;
  const title = `GitHub runs ${list(started)} of ${shortSha(sha)} again`;
  return { kind: 'text', tone: 'info', title, lines: [...lines, then] };
}

export function watching({ sha }: ChecksRequest): TextNotice {
  const lines = [`You are told here when the checks of ${shortSha(sha)} have ended.`];
  return { kind: 'text', tone: 'info', title: 'The checks are watched', lines };
}

export function tooLate({ sha }: ChecksRequest, patience: Millis): TextNotice {
  const lines = [
    `After ${sayDuration(patience)} they are no longer watched. Ask for the deploy again to see where they stand.`,
  ];
  return { kind: 'text', tone: 'warning', title: `The checks of ${shortSha(sha)} have not ended`, lines };
}

export function stillRed(request: ChecksRequest, red: readonly string[]): TextNotice {
  const lines = [
    `${list(red)} failed; what they say is on GitHub.`,
    `${what(request)} is refused until they are green.`,
  ];
  return { kind: 'text', tone: 'error', title: `Still red: ${list(red)}`, lines };
}

export function green(request: ChecksRequest, button: Button): TextNotice {
  const lines = [`Deploy asks for ${what(request)} once more; every gate looks at it anew.`];
  const title = `The checks of ${shortSha(request.sha)} are green`;
  return { kind: 'text', tone: 'success', title, lines, buttons: [button] };
}

function what({ target, ref, sha, environment }: ChecksRequest): string {
  return `${target} ${ref ?? shortSha(sha)} to ${environment}`;
}
