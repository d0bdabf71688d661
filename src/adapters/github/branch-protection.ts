import { z } from 'zod';
import type { BranchProtection, ProtectionSource } from '../../model/branch-protection.ts';
import type { Repository } from '../../model/repository.ts';
import { fullName } from '../../model/repository.ts';
import { asFault, ask, askMaybe, read, sentenceOf, statusOf } from './answers.ts';
import type { GitHub } from './client.ts';

const enabled = z.object({ enabled: z.boolean() }).nullish();
const classic = z.object({
  required_status_checks: z
    .object({ strict: z.boolean().nullish(), contexts: z.array(z.string()).nullish() })
    .nullish(),
  required_pull_request_reviews: z.object({ required_approving_review_count: z.number().nullish() }).nullish(),
  enforce_admins: enabled,
  required_signatures: enabled,
});
const rules = z.array(
  z.object({
    type: z.string(),
    ruleset_id: z.number(),
    ruleset_source_type: z.string().nullish(),
    parameters: z
      .object({
        required_approving_review_count: z.number().nullish(),
        required_status_checks: z.array(z.object({ context: z.string() })).nullish(),
        strict_required_status_checks_policy: z.boolean().nullish(),
      })
      .nullish(),
  }),
);
const ruleset = z.object({
  name: z.string(),
  bypass_actors: z.array(z.object({ actor_type: z.string() })).nullish(),
});

type Rules = z.output<typeof rules>;
interface Place {
  owner: string;
  repo: string;
}

/** Who may pass a ruleset by without being, or perhaps being, an administrator. */
const neverAdministrators = ['Integration', 'DeployKey'];
const perPage = 100;
const mostPages = 10;

/**
 * The rulesets that hold for a branch ("Metadata: read") and its classic protection ("Administration: read"). What of it may
 * not be read is told in `unseen`, for the rest may be enough.
 */
export async function getBranchProtection(
  github: GitHub,
  repository: Repository,
  branch: string,
): Promise<BranchProtection> {
  const place = { owner: repository.owner, repo: repository.name };
  const what = `the protection of ${branch} in ${fullName(repository)}`;
  const [old, found] = await Promise.all([
    classicProtection(github, place, branch, what),
    rulesOf(github, place, branch, what),
  ]);
  const ids = [...new Set(found.map((each) => each.ruleset_id))];
  const sets = await Promise.all(
    ids.map((id) =>
      readRuleset(
        github,
        place,
        id,
        found.filter((each) => each.ruleset_id === id),
      ),
    ),
  );
  return {
    branch,
    sources: [...(old.source ? [old.source] : []), ...sets.map(({ source }) => source)],
    unseen: [...old.unseen, ...sets.flatMap(({ unseen }) => unseen)],
  };
}

async function classicProtection(
  github: GitHub,
  place: Place,
  branch: string,
  what: string,
): Promise<{ source: ProtectionSource | null; unseen: string[] }> {
  let data: unknown;
  try {
    const route = 'GET /repos/{owner}/{repo}/branches/{branch}/protection';
    ({ data } = await github.patient.request(route, { ...place, branch }));
  } catch (error) {
    const [status, sentence] = [statusOf(error), sentenceOf(error)];
    if (status === 404 && /^branch not (protected|found)/i.test(sentence)) return { source: null, unseen: [] };
    // To a token without that right GitHub answers 403 or, as if there were nothing, a bare 404.
    if (status !== 403 && status !== 404) throw asFault(error, what);
    const why = `The classic protection of ${branch} could not be read (${sentence}); for that GitHub wants "Administration: read".`;
    return { source: null, unseen: [why] };
  }
  const found = read(classic, data, what);
  const checks = found.required_status_checks;
  return {
    source: {
      name: 'branch protection',
      approvals: found.required_pull_request_reviews?.required_approving_review_count ?? 0,
      checks: checks?.contexts ?? [],
      upToDate: checks?.strict ?? false,
      signatures: found.required_signatures?.enabled ?? false,
      administrators: found.enforce_admins?.enabled ?? false,
    },
    unseen: [],
  };
}

async function rulesOf(github: GitHub, place: Place, branch: string, what: string): Promise<Rules> {
  const found: Rules = [];
  for (let page = 1; page <= mostPages; page++) {
    const route = 'GET /repos/{owner}/{repo}/rules/branches/{branch}';
    const next = await ask(github.patient.request(route, { ...place, branch, per_page: perPage, page }), rules, what);
    found.push(...next);
    if (next.length < perPage) break;
  }
  return found;
}

/** Who may pass a ruleset by is shown only to who may change it; a role, a team or a person there may be an administrator. */
async function readRuleset(
  github: GitHub,
  place: Place,
  id: number,
  found: Rules,
): Promise<{ source: ProtectionSource; unseen: string[] }> {
  const request = github.patient.request('GET /repos/{owner}/{repo}/rulesets/{ruleset_id}', {
    ...place,
    ruleset_id: id,
  });
  const about = await askMaybe(request, ruleset, `ruleset ${id}`);
  const actors = about?.bypass_actors ?? null;
  const of = (type: string) => found.filter((each) => each.type === type).map((each) => each.parameters);
  const name = `ruleset ${about?.name ?? id}`;
  const checks = of('required_status_checks');
  return {
    source: {
      name,
      approvals: Math.max(0, ...of('pull_request').map((each) => each?.required_approving_review_count ?? 0)),
      checks: checks.flatMap((each) => each?.required_status_checks ?? []).map(({ context }) => context),
      upToDate: checks.some((each) => each?.strict_required_status_checks_policy === true),
      signatures: of('required_signatures').length > 0,
      administrators:
        actors === null ? null : !actors.some(({ actor_type }) => !neverAdministrators.includes(actor_type)),
    },
    unseen:
      actors === null
        ? [`Who may bypass the ${name} could not be read; for that GitHub wants "Administration: write".`]
        : [],
  };
}
