import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';
import type { Situation } from '../model/situation.ts';
import { ordinary, unknowable } from '../model/situation.ts';
import type { Instant } from '../model/time.ts';
import { parseDuration } from '../model/time.ts';
import { duration } from './catalog/words.ts';

const words = z.string().min(1).max(500);

const measurements = ['enough', 'too-little', 'nothing'] as const satisfies Situation['measured'][];
const reviews = ['approved', 'unapproved', 'changes-requested', 'none'] as const satisfies Situation['review'][];

/** A file of facts: what departs from an ordinary request, in people's words. */
const situationFile = z.strictObject({
  at: z.iso.datetime({ offset: true, error: 'an instant such as 2026-03-02T10:00:00-05:00' }).optional(),
  person: z.strictObject({ name: words, roles: z.array(words) }).optional(),
  ref: z
    .union([z.strictObject({ branch: words }), z.strictObject({ tag: words }), z.strictObject({ sha: words })], {
      error: 'exactly one of branch, tag and sha',
    })
    .optional(),
  change_requested: z.boolean().optional(),
  checks: z
    .record(
      words,
      z.enum(['success', 'failure', 'pending', 'missing'], { error: 'success, failure, pending or missing' }),
    )
    .optional(),
  measured: z.enum(measurements, { error: `one of ${measurements.join(', ')}` }).optional(),
  review: z.enum(reviews, { error: `one of ${reviews.join(', ')}` }).optional(),
  branch_protected: z.boolean().optional(),
  commits_in_order: z.boolean().optional(),
  verified: z
    .union([z.literal(false), duration], { error: 'false, or for how long it has been verified, such as 2h' })
    .optional(),
  backup: z
    .union([z.literal(false), duration], { error: 'false, or how long ago the last good one began, such as 2h' })
    .optional(),
  runs_already: z.boolean().optional(),
  quarantined: z.strictObject({ by: words, reason: words }).optional(),
  locks: z
    .array(z.strictObject({ by: words, reason: words, service: words.optional(), for: duration.optional() }))
    .optional(),
  lane: words.optional(),
  unknown: z.array(z.enum(unknowable, { error: `one of ${unknowable.join(', ')}` })).optional(),
});

export type ReadSituation = { ok: true; situation: Situation; at: Instant } | { ok: false; problems: string[] };

/** Reads the YAML of a file of facts. `now` counts where it names no time. All problems are told at once, in sentences. */
export function readSituation(text: string, now: Instant): ReadSituation {
  let data: unknown;
  try {
    data = parse(text) ?? {};
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    return { ok: false, problems: [error.message.split('\n')[0] ?? 'no valid YAML'] };
  }
  const read = situationFile.safeParse(data);
  if (!read.success) {
    return {
      ok: false,
      problems: read.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`),
    };
  }
  const { person, ref, checks, verified, backup, runs_already: runsAlready, locks, lane, unknown } = read.data;
  const at = read.data.at === undefined ? now : Date.parse(read.data.at);
  const situation: Situation = {
    person: person ?? ordinary.person,
    ref: ref ? refOf(ref) : ordinary.ref,
    changeRequested: read.data.change_requested ?? ordinary.changeRequested,
    checks: checks ?? ordinary.checks,
    measured: read.data.measured ?? ordinary.measured,
    review: read.data.review ?? ordinary.review,
    branchProtected: read.data.branch_protected ?? ordinary.branchProtected,
    commitsInOrder: read.data.commits_in_order ?? ordinary.commitsInOrder,
    verifiedFor: verified === undefined ? ordinary.verifiedFor : verified === false ? null : parseDuration(verified),
    backupAge: backup === undefined ? ordinary.backupAge : backup === false ? null : parseDuration(backup),
    runsAlready: runsAlready ?? ordinary.runsAlready,
    quarantined: read.data.quarantined ?? ordinary.quarantined,
    locks: (locks ?? []).map(({ by, reason, service, for: length }) => ({
      by,
      reason,
      service: service ?? null,
      until: length === undefined ? null : at + (parseDuration(length) ?? 0),
    })),
    lane: lane ?? ordinary.lane,
    unknown: unknown ?? ordinary.unknown,
  };
  return { ok: true, situation, at };
}

function refOf(ref: { branch: string } | { tag: string } | { sha: string }): NonNullable<Situation['ref']> {
  if ('branch' in ref) return { kind: 'branch', name: ref.branch };
  return 'tag' in ref ? { kind: 'tag', name: ref.tag } : { kind: 'sha', name: ref.sha };
}
