import type { ReviewState } from '../../src/model/pull-request.ts';
import { createFakeRuns } from '../fakes/runs.ts';
import { createFakeSource, type FakeCommit } from '../fakes/source.ts';
import { createFakeTeams } from '../fakes/teams.ts';
import { type GitHubHarness, runName } from './github-harness.ts';

/** The harness over the fakes. */
export async function openFakeGitHub(): Promise<GitHubHarness> {
  const repository = { owner: 'acme', name: 'shop' };
  const source = createFakeSource();
  const runs = createFakeRuns();
  const author = { name: 'Dana Whitfield', login: 'dana-dev' };
  const commit = (branch: string, title: string, from?: string, changes: Partial<FakeCommit> = {}) =>
    source.commit(repository, branch, { title, author, ...(from ? { from } : {}), ...changes });
  const first = commit('main', 'chore: first of main');
  const second = commit('main', 'fix: second of main');
  const third = commit('main', 'feat: third of main');
  const deployed = commit('develop', 'feat: first of develop', second);
  commit('develop', 'feat: second of develop', undefined, { files: ['migrations/0002.sql', 'src/app.ts'] });
  commit('release', 'chore: release', first);
  source.tag(repository, 'v1.0.0', first);
  source.tag(repository, 'v1.9.0', second);
  for (const name of ['v1.10.0', 'v2.0.0-rc.1', 'nightly', 'release']) source.tag(repository, name, third);
  source.setDeployed(repository, 'staging', { ref: 'develop', sha: deployed, at: 1, by: 'dana-dev' });
  source.setWorkflow(repository, {
    path: '.github/workflows/deploy.yml',
    dispatchable: true,
    runName,
    jobs: ['build', 'deploy'],
    environments: [],
    inputs: [
      {
        name: 'environment',
        description: 'Where to',
        required: true,
        type: 'choice',
        options: ['staging', 'production'],
        default: null,
      },
      { name: 'deployment_id', description: null, required: false, type: 'string', options: [], default: '' },
    ],
  });
  const branches = new Map<string, string>();
  const checks = new Map<string, Parameters<typeof source.setChecks>[2]>();
  runs.pointRefs((_, ref) => branches.get(ref) ?? '');
  branches.set('develop', (await source.pointsAt(repository, 'branch', 'develop')).now ?? '');
  return {
    source,
    runs,
    teams: createFakeTeams({ 'acme/leads': ['lena-lead'] }),
    repository,
    push: async (branch, coAuthors) =>
      commit(
        branch,
        'fix: one more',
        undefined,
        coAuthors ? { coAuthors: coAuthors.map(({ name, login }) => ({ name, login })) } : {},
      ),
    setCheck: async (sha, name, conclusion, summary) => {
      const pending = conclusion === 'pending';
      const known = checks.get(sha) ?? [];
      const status = pending ? ('in_progress' as const) : ('completed' as const);
      const output = summary === undefined ? {} : { output: `${name}\n${summary}` };
      known.push({ name, status, conclusion: pending ? null : conclusion, url: null, ...output });
      checks.set(sha, known);
      source.setChecks(
        repository,
        sha,
        known.toSorted((a, b) => a.name.localeCompare(b.name)),
      );
    },
    upload: async (sha, name, files) => source.setArtifact(repository, sha, name, files),
    pullRequest: async ({ merge }) => {
      const head = (await source.pointsAt(repository, 'branch', 'develop')).now ?? '';
      const merged = merge ? commit('main', 'Merge pull request #401') : null;
      const review = (reviewer: string, state: ReviewState, counts: boolean) => ({
        reviewer,
        state,
        counts,
        sha: head,
      });
      source.setPullRequest(
        repository,
        {
          number: 401,
          title: 'feat: second of develop',
          url: 'https://github.example/acme/shop/pull/401',
          author: 'dana-dev',
          base: 'main',
          state: merge ? 'merged' : 'open',
          head,
          mergedAs: merged,
          requested: [],
          reviews: [
            review('sam-sre', 'changes-requested', true),
            review('sam-sre', 'approved', true),
            review('gus-guest', 'approved', false),
          ],
        },
        [deployed, head, ...(merged === null ? [] : [merged])],
      );
      return { number: 401, sha: merged ?? head };
    },
    async protectMain() {
      const classic = { name: 'branch protection', approvals: 2, checks: ['unit'], upToDate: true, signatures: false };
      const signed = { name: 'ruleset signed', approvals: 0, checks: [], upToDate: false, signatures: true };
      const sources = [classic, signed].map((each) => ({ ...each, administrators: true }));
      source.setProtection(repository, { branch: 'main', sources, unseen: [] });
    },
    advance: async (runId) => void runs.move(repository, runId, { status: 'in_progress' }),
    finish: async (runId, conclusion) => {
      const { jobs } = runs.complete(repository, runId, conclusion);
      runs.setLog(jobs[0]?.id ?? 0, ['Deploying', 'Error: Process completed with exit code 1.']);
    },
    async release() {
      const { runId } = runs.startElsewhere(repository, { file: 'release.yml' });
      const [job] = runs.complete(repository, runId, 'success').jobs;
      runs.enter(job?.id ?? 0, 'production');
      return { runId, jobId: job?.id ?? 0 };
    },
    close: async () => {},
  };
}
