import { parseArgs } from 'node:util';
import { readCatalog } from '../config/catalog/load.ts';
import { sayProblem } from '../config/catalog/problem.ts';
import { sayInstant } from '../model/instant-words.ts';
import { sayDemands } from '../model/quorum.ts';
import type { Instant } from '../model/time.ts';
import { day } from '../model/time.ts';
import type { Rehearsal, Rehearsed } from '../policy/rehearsal.ts';
import { rehearse as play } from '../policy/rehearsal.ts';
import type { Verb } from './verb.ts';

/** Plays the catalog's policy against a week of simulated requests, so that it can be read before it is merged. */
export function rehearse({ now }: { now: () => Instant }): Verb {
  return {
    name: 'rehearse',
    hint: '[FILE] [--week DATE]',
    summary: 'Play the policy of a quarterdeck.yml against a week of requests: which start, wait or are refused',
    async run(words, output) {
      const read = options(words, now());
      if (typeof read === 'string') {
        output.complain(read);
        return 2;
      }
      const loaded = await readCatalog(read.file);
      if (!loaded.ok) {
        for (const problem of loaded.problems) output.complain(sayProblem(problem));
        return 1;
      }
      const rehearsals = play(loaded.catalog, read.from);
      for (const rehearsal of rehearsals) for (const line of sayRehearsal(rehearsal)) output.out(line);
      const never = rehearsals.filter(({ best }) => best === null);
      for (const { pipeline, environment } of never) {
        output.complain(
          `Nothing can be deployed to ${environment.name} of ${pipeline} in that week under this policy.`,
        );
      }
      return never.length === 0 ? 0 : 1;
    },
  };
}

function options(words: readonly string[], now: Instant): { file: string; from: Instant } | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: { week: { type: 'string' } },
    });
    if (positionals.length > 1)
      return 'rehearse takes one file name, as in: npm run quarterdeck -- rehearse quarterdeck.yml';
    // Noon keeps the date the same one in every zone that people live in.
    const from = values.week === undefined ? now : Date.parse(`${values.week}T12:00:00Z`);
    if (Number.isNaN(from)) return `--week takes a date such as 2026-03-02, not "${values.week ?? ''}".`;
    return { file: positionals[0] ?? 'quarterdeck.yml', from };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function sayRehearsal({ pipeline, environment, timezone, ref, week, best, others }: Rehearsal): string[] {
  const rule = environment.approvals;
  const approval = rule ? `; then ${rule.required} of ${rule.roles.join(' or ')} must approve${sayDemands(rule)}` : '';
  return [
    `${environment.name} (${pipeline}), times in ${timezone}`,
    `  ${ref} by somebody who may, with all that is required${approval}:`,
    ...week.map((stretch) => `    ${sayStretch(stretch, timezone)}  ${sayOutcome(stretch)}`),
    ...(best === null ? [] : [`  ${sayInstant(best, timezone, null)}, but`]),
    ...others.map((request) => `    ${request.situation ?? ''}: ${sayOutcome(request)}`),
    '',
  ];
}

function sayOutcome({ outcome, verdicts }: Rehearsed): string {
  const why = verdicts.map(
    ({ gate, reason, outcome: judged }) => `${gate}: ${reason}${judged === 'warn' ? ' (warning)' : ''}`,
  );
  return `${outcome}${why.length > 0 ? ` — ${why.join(', ')}` : ''}`;
}

/** `Mon 00:00 – Tue 10:00`. */
function sayStretch({ from, to }: Rehearsed, timezone: string): string {
  if (to - from > 6.5 * day) return 'all week';
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return `${format.format(from).replace(',', '')} – ${format.format(to).replace(',', '')}`;
}
