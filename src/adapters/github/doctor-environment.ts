import { z } from 'zod';
import type { Environment } from '../../model/catalog.ts';
import { sayFault } from '../../model/fault.ts';
import type { Finding } from '../../model/notice.ts';
import { fullName, type Repository } from '../../model/repository.ts';
import { ask, askMaybe } from './answers.ts';
import type { GitHub } from './client.ts';

const environmentDocument = z.object({ protection_rules: z.array(z.object({ type: z.string() })).nullish() });
const rulesDocument = z.object({
  custom_deployment_protection_rules: z
    .array(z.object({ enabled: z.boolean(), app: z.object({ id: z.number() }) }))
    .nullish(),
});

/** What stands before an environment on GitHub, as far as it matters to us. */
interface Guarded {
  ours: boolean;
  reviewers: boolean;
}

/**
 * Whether GitHub protects the environment as the catalog says. Where the catalog says nothing, protection is mentioned: runs wait there,
 * and nobody is answered.
 */
export async function examineEnvironment(
  github: GitHub,
  repository: Repository,
  { name, githubEnvironment: wanted }: Environment,
): Promise<Finding[]> {
  const called = wanted?.name ?? name;
  const what = `${name}: environment ${called} of ${fullName(repository)}`;
  let guarded: Guarded | null;
  try {
    guarded = await lookAt(github, repository, called);
  } catch (error) {
    const mend = 'Grant "Actions: read", or try again later.';
    return wanted ? [{ ok: false, what, found: sayFault(error), mend }] : [];
  }
  if (!wanted) return guarded && (guarded.ours || guarded.reviewers) ? [unmentioned(what, guarded)] : [];
  if (!guarded) {
    const mend = `Make the environment in the repository's settings, or correct github_environment in quarterdeck.yml.`;
    return [{ ok: false, what, found: 'GitHub has no such environment', mend }];
  }
  return [
    ...(wanted.rule ? [examineRule(github, what, guarded)] : []),
    ...(wanted.reviewers || guarded.reviewers ? [examineReviewers(what, guarded, wanted.reviewers)] : []),
  ];
}

function examineRule(github: GitHub, about: string, { ours }: Guarded): Finding {
  const what = `${about}: Quarterdeck's rule`;
  if (github.auth === 'token') {
    const mend = 'Use GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY: only a GitHub App has a rule, and may answer it.';
    return { ok: false, what, found: 'Quarterdeck signs in with a token', mend };
  }
  if (ours) return { ok: true, what, found: 'it stands there', mend: null };
  const mend =
    "Enable the App under the environment's Deployment protection rules (private repositories need GitHub Enterprise), or take custom-rule out of github_environment.";
  return { ok: false, what, found: 'it does not stand there, so GitHub lets runs pass without it', mend };
}

function examineReviewers(about: string, { reviewers }: Guarded, wanted: boolean): Finding {
  const what = `${about}: required reviewers`;
  if (reviewers === wanted) return { ok: true, what, found: 'GitHub asks for them', mend: null };
  return reviewers
    ? {
        ok: false,
        what,
        found: 'GitHub asks for them, and github_environment does not mention them',
        mend: 'Write "protection: both", so that they are answered, or take them away on GitHub.',
      }
    : {
        ok: false,
        what,
        found: 'GitHub asks for none',
        mend: 'Add them on GitHub, or correct github_environment in quarterdeck.yml.',
      };
}

function unmentioned(what: string, { ours, reviewers }: Guarded): Finding {
  const guards = [...(ours ? ["Quarterdeck's rule"] : []), ...(reviewers ? ['required reviewers'] : [])].join(' and ');
  return {
    ok: false,
    what,
    found: `GitHub waits there for ${guards}, and nobody is answered`,
    mend: `Write "github_environment: { protection: ${ours ? (reviewers ? 'both' : 'custom-rule') : 'reviewers'} }" for it in quarterdeck.yml.`,
  };
}

/** Null when GitHub has no such environment. */
async function lookAt(github: GitHub, { owner, name: repo }: Repository, name: string): Promise<Guarded | null> {
  const about = `the environment ${name} of ${owner}/${repo}`;
  const place = { owner, repo, environment_name: name };
  const found = await askMaybe(
    github.patient.request('GET /repos/{owner}/{repo}/environments/{environment_name}', place),
    environmentDocument,
    about,
  );
  if (!found) return null;
  const reviewers = (found.protection_rules ?? []).some(({ type }) => type === 'required_reviewers');
  const custom = await askMaybe(
    github.patient.request(
      'GET /repos/{owner}/{repo}/environments/{environment_name}/deployment_protection_rules',
      place,
    ),
    rulesDocument,
    about,
  );
  const enabled = (custom?.custom_deployment_protection_rules ?? []).filter((rule) => rule.enabled);
  if (enabled.length === 0 || github.auth === 'token') return { ours: false, reviewers };
  const us = await ask(github.patient.request('GET /app'), z.object({ id: z.number() }), 'the App');
  return { ours: enabled.some(({ app }) => app.id === us.id), reviewers };
}
