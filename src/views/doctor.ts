import type { Finding, Notice } from '../model/notice.ts';
import type { Message } from './blocks.ts';
import { header, present, section } from './blocks.ts';
import { count, esc } from './text.ts';

/** What is set up right and what is not, with the mend of each; problems first, each in full. */
export function doctorView(notice: Extract<Notice, { kind: 'doctor' }>): Message {
  const problems = notice.findings.filter(({ ok }) => !ok);
  const fine = notice.findings.filter(({ ok }) => ok);
  const summary =
    problems.length === 0
      ? `:white_check_mark: All ${notice.findings.length} checks passed.`
      : `:x: ${count(problems.length, 'problem')} in ${count(notice.findings.length, 'check')}.`;
  return {
    text: `Doctor: ${problems.length === 0 ? 'everything is set up right' : count(problems.length, 'problem')}`,
    blocks: present(
      header('Doctor'),
      section([summary]),
      ...problems.slice(0, 20).map((finding) => section(problemLines(finding))),
      problems.length > 20 && section([`… and ${count(problems.length - 20, 'more problem')}; mend these first.`]),
      fine.length > 0 &&
        section([
          '*In order*',
          ...fine.map(({ what, found }) => `:white_check_mark: ${esc(what, 120)}: ${esc(found, 120)}`),
        ]),
    ),
  };
}

function problemLines({ what, found, mend }: Finding): string[] {
  return [`:x: *${esc(what, 200)}*: ${esc(found, 400)}`, ...(mend ? [`*To mend it:* ${esc(mend, 400)}`] : [])];
}
