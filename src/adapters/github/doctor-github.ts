import { z } from 'zod';
import type { Catalog, Environment, Pipeline } from '../../model/catalog.ts';
import { type DrivenWorkflow, drivenWorkflows } from '../../model/driven-workflow.ts';
import { sayFault } from '../../model/fault.ts';
import type { Finding } from '../../model/notice.ts';
import { fullName, type Repository } from '../../model/repository.ts';
import { second } from '../../model/time.ts';
import type { WorkflowFile } from '../../model/workflow-file.ts';
import { asFault, sentenceOf, statusOf } from './answers.ts';
import type { GitHub } from './client.ts';
import { examineBranchProtections } from './doctor-branch-protection.ts';
import { examineEnvironment } from './doctor-environment.ts';
import { examineVerifiedEmails } from './doctor-verified-emails.ts';
import { examineWebhooks, webhookSecret } from './doctor-webhooks.ts';
import { getWorkflowFile } from './workflow-file.ts';

export interface GitHubDoctor {
  github: GitHub;
  catalog: Catalog;
  webhookSecret: boolean;
  /** What a workflow must offer (`policy/workflow-demands.ts`). */
  judge(file: WorkflowFile, environment: Environment): Finding[];
}

/** Looks at everything that we need of GitHub, and says how to put right what is not. Nothing is changed there. */
export async function examineGitHub(doctor: GitHubDoctor): Promise<Finding[]> {
  const github = doctor.github.withPatience(5 * second);
  const credentials = await examineCredentials(github);
  if (!credentials.ok) return [credentials, webhookSecret(doctor.webhookSecret)];
  const webhooks = await examineWebhooks(github, doctor.catalog, doctor.webhookSecret);
  const pipelines = await Promise.all(doctor.catalog.pipelines.map((each) => examinePipeline(github, doctor, each)));
  const teams = Object.values(doctor.catalog.roles).flatMap(({ githubTeams }) => githubTeams);
  const visible = await Promise.all([...new Set(teams)].map((team) => examineTeam(github, team)));
  const { linkByEmail } = doctor.catalog;
  const addresses = linkByEmail === undefined ? [] : [await examineVerifiedEmails(github, linkByEmail)];
  return [credentials, ...webhooks, ...pipelines.flat(), ...visible, ...addresses];
}

async function examineTeam(github: GitHub, team: string): Promise<Finding> {
  const what = `GitHub team ${team}`;
  const [org = '', slug = ''] = team.split('/');
  try {
    await github.patient.request('GET /orgs/{org}/teams/{team_slug}/members', { org, team_slug: slug, per_page: 1 });
    return { ok: true, what, found: 'its members can be read', mend: null };
  } catch (error) {
    const mend = 'Correct the team in quarterdeck.yml, or grant the organization permission "Members: read".';
    return { ok: false, what, found: sayFault(asFault(error, what)), mend };
  }
}

async function examineCredentials(github: GitHub): Promise<Finding> {
  const what = github.auth === 'app' ? 'GitHub App' : 'GitHub token';
  try {
    if (github.auth === 'app') {
      const { data } = await github.patient.request('GET /app');
      const { slug } = z.object({ slug: z.string() }).parse(data);
      return { ok: true, what, found: `authenticated as ${slug}`, mend: null };
    }
    const { headers } = await github.patient.request('GET /rate_limit');
    const left = headers['x-ratelimit-remaining'];
    return { ok: true, what, found: `accepted${left ? `, ${left} requests left this hour` : ''}`, mend: null };
  } catch (error) {
    // A server without rate limits has no such page, and has looked at the token all the same.
    if (github.auth === 'token' && statusOf(error) === 404) return { ok: true, what, found: 'accepted', mend: null };
    const set = github.auth === 'app' ? 'GITHUB_APP_ID and GITHUB_APP_PRIVATE_KEY' : 'GITHUB_TOKEN';
    const mend = `Check ${set}, and GITHUB_API_URL when you use GitHub Enterprise Server.`;
    return { ok: false, what, found: sayFault(asFault(error, 'the credentials')), mend };
  }
}

async function examinePipeline(github: GitHub, doctor: GitHubDoctor, pipeline: Pipeline): Promise<Finding[]> {
  const { repository } = pipeline;
  const reached = await examineRepository(github, repository);
  if (!reached.ok) return [reached];
  const needs = permissionsOf(pipeline);
  const granted = await Promise.all(needs.map((each) => examinePermission(github, repository, each)));
  const workflows = await Promise.all(
    pipeline.environments.flatMap(drivenWorkflows).map((each) => examineWorkflow(github, doctor, pipeline, each)),
  );
  const protections = await Promise.all(
    pipeline.environments.map((each) => examineEnvironment(github, repository, each)),
  );
  const branches = await examineBranchProtections(github, pipeline);
  return [reached, ...granted, ...branches, ...workflows.flat(), ...protections.flat()];
}

async function examineRepository(github: GitHub, repository: Repository): Promise<Finding> {
  const { owner, name: repo } = repository;
  const what = `repository ${fullName(repository)}`;
  try {
    const { data } = await github.patient.request('GET /repos/{owner}/{repo}', { owner, repo });
    const { full_name } = z.object({ full_name: z.string() }).parse(data);
    if (full_name.toLowerCase() === fullName(repository).toLowerCase())
      return { ok: true, what, found: 'reachable', mend: null };
    const mend = `Write ${full_name} in quarterdeck.yml: webhooks name the repository so.`;
    return { ok: false, what, found: `it is now called ${full_name}`, mend };
  } catch (error) {
    const mend =
      'Install the GitHub App on this repository, or give the token access to it; or correct quarterdeck.yml.';
    return { ok: false, what, found: sayFault(asFault(error, what)), mend };
  }
}

interface Permission {
  name: string;
  /** A request that changes nothing, whatever it is answered. 403 says that the permission is missing. */
  probe(github: GitHub, place: { owner: string; repo: string }): Promise<unknown>;
}

const none = 0;
const actionsWrite: Permission = {
  name: 'Actions: read and write',
  probe: ({ once }, place) =>
    once.request('POST /repos/{owner}/{repo}/actions/runs/{run_id}/cancel', { ...place, run_id: none }),
};
const checksRead: Permission = {
  name: 'Checks: read',
  probe: ({ once }, place) =>
    once.request('GET /repos/{owner}/{repo}/commits/{ref}/check-runs', { ...place, ref: 'HEAD', per_page: 1 }),
};
const statusesRead: Permission = {
  name: 'Commit statuses: read',
  probe: ({ once }, place) =>
    once.request('GET /repos/{owner}/{repo}/commits/{ref}/status', { ...place, ref: 'HEAD', per_page: 1 }),
};
const pullRequestsRead: Permission = {
  name: 'Pull requests: read (for the review gate)',
  probe: ({ once }, place) =>
    once.request('GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls', { ...place, commit_sha: 'HEAD', per_page: 1 }),
};
const contentsRead: Permission = {
  name: 'Contents: read',
  probe: ({ once }, place) => once.request('GET /repos/{owner}/{repo}/branches', { ...place, per_page: 1 }),
};
const contentsWrite: Permission = {
  name: 'Contents: read and write (for pin: temporary-tag)',
  probe: ({ once }, place) =>
    once.request('DELETE /repos/{owner}/{repo}/git/refs/{ref}', { ...place, ref: 'tags/quarterdeck/doctor-probe' }),
};
const deploymentsRead: Permission = {
  name: 'Deployments: read',
  probe: ({ once }, place) => once.request('GET /repos/{owner}/{repo}/deployments', { ...place, per_page: 1 }),
};
const deploymentsWrite: Permission = {
  name: 'Deployments: read and write (for github_deployments: bot, and the custom rule of github_environment)',
  probe: ({ once }, place) =>
    once.request('POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', {
      ...place,
      deployment_id: none,
      state: 'inactive',
    }),
};

function permissionsOf({ environments }: Pipeline): Permission[] {
  return [
    actionsWrite,
    checksRead,
    statusesRead,
    ...(environments.some(({ gates }) => gates.review) ? [pullRequestsRead] : []),
    environments.some(({ pin }) => pin === 'temporary-tag') ? contentsWrite : contentsRead,
    environments.some((each) => each.githubDeployments === 'bot' || each.githubEnvironment?.rule)
      ? deploymentsWrite
      : deploymentsRead,
  ];
}

async function examinePermission(github: GitHub, repository: Repository, permission: Permission): Promise<Finding> {
  const what = `permission on ${fullName(repository)}: ${permission.name}`;
  try {
    await permission.probe(github, { owner: repository.owner, repo: repository.name });
  } catch (error) {
    const status = statusOf(error);
    if (status === null)
      return { ok: false, what, found: sayFault(asFault(error, 'a permission')), mend: 'Try again later.' };
    if (status === 401 || status === 403) {
      const where =
        github.auth === 'app' ? "the GitHub App's settings, and accept it in the installation" : 'the token';
      return { ok: false, what, found: sentenceOf(error), mend: `Grant "${permission.name}" in ${where}.` };
    }
  }
  return { ok: true, what, found: 'granted', mend: null };
}

async function examineWorkflow(
  github: GitHub,
  doctor: GitHubDoctor,
  { repository }: Pipeline,
  { workflow, environment }: DrivenWorkflow,
): Promise<Finding[]> {
  try {
    return doctor.judge(await getWorkflowFile(github, repository, workflow), environment);
  } catch (error) {
    const what = `${environment.name}: .github/workflows/${workflow} in ${fullName(repository)}`;
    const mend = 'Put the workflow file on the default branch, or correct "workflow" in quarterdeck.yml.';
    return [{ ok: false, what, found: sayFault(error), mend }];
  }
}
