import { expect, test } from 'vitest';
import { connect, deploy, startWorld } from './world.ts';

test('an answer that has not changed is 304 to who has it', async () => {
  await using world = await startWorld('trading-engine');
  const { octokit, pass } = world;
  const run = await deploy(world, { environment: 'staging', deployment_id: 'D' });
  const { headers } = await octokit.actions.getWorkflowRun(run);
  const conditional = { ...run, headers: { 'if-none-match': String(headers.etag) } };
  await expect(octokit.actions.getWorkflowRun(conditional)).rejects.toMatchObject({ status: 304 });
  pass('10s');
  expect((await octokit.actions.getWorkflowRun(conditional)).status).toBe(200);
  expect(headers).toMatchObject({
    'x-github-request-id': expect.any(String),
    'content-type': expect.stringContaining('json'),
  });
});

const wrong: [string, Record<string, string>, string, RegExp][] = [
  [
    'an input that is not declared',
    { environment: 'staging', deployment_id: 'D', colour: 'red' },
    'develop',
    /Unexpected inputs provided: \["colour"\]/,
  ],
  [
    'a required input that is missing',
    { environment: 'staging' },
    'develop',
    /Required input 'deployment_id' not provided/,
  ],
  [
    'a choice that there is not',
    { environment: 'moon', deployment_id: 'D' },
    'develop',
    /'moon' for input 'environment' not in the list/,
  ],
  [
    'a reference that there is not',
    { environment: 'staging', deployment_id: 'D' },
    'nowhere',
    /No ref found for: nowhere/,
  ],
];
test.each(wrong)('a dispatch with %s is refused', async (_, inputs, ref, message) => {
  await using world = await startWorld('trading-engine');
  await expect(deploy(world, inputs, ref)).rejects.toMatchObject({
    status: 422,
    message: expect.stringMatching(message),
  });
});

test('a dispatch needs a reference, not a hash, and a workflow that can be dispatched', async () => {
  await using world = await startWorld('trading-engine');
  const { octokit, owner, repo } = world;
  const { data } = await octokit.repos.getBranch({ owner, repo, branch: 'develop' });
  await expect(deploy(world, { environment: 'staging', deployment_id: 'D' }, data.commit.sha)).rejects.toMatchObject({
    status: 422,
  });
  await expect(
    octokit.actions.createWorkflowDispatch({ owner, repo, workflow_id: 'ci.yml', ref: 'develop' }),
  ).rejects.toMatchObject({
    status: 422,
    message: expect.stringContaining("does not have 'workflow_dispatch' trigger"),
  });
});

test('a dispatch answers 204, or with details to who asks or uses the newer version', async () => {
  await using world = await startWorld('alphavelocity');
  const { octokit, owner, repo } = world;
  const asked = { owner, repo, workflow_id: 'deploy.yml', ref: 'develop' };
  expect((await octokit.actions.createWorkflowDispatch(asked)).status).toBe(204);
  const newer = await octokit.actions.createWorkflowDispatch({
    ...asked,
    headers: { 'x-github-api-version': '2026-03-10' },
  });
  expect(newer).toMatchObject({
    status: 200,
    data: { workflow_run_id: expect.any(Number), html_url: expect.any(String) },
  });
  const older = octokit.repos.get({ owner, repo, headers: { 'x-github-api-version': '2001-01-01' } });
  await expect(older).rejects.toMatchObject({ status: 400 });
});

test('commits are found by branch, tag, full and short hash, and by nothing else', async () => {
  await using world = await startWorld('trading-engine');
  const { octokit, owner, repo } = world;
  const sha = async (ref: string) => (await octokit.repos.getCommit({ owner, repo, ref })).data.sha;
  const tip = await sha('develop');
  expect(await sha(tip)).toBe(tip);
  expect(await sha(tip.slice(0, 7))).toBe(tip);
  expect(await sha('refs/heads/develop')).toBe(tip);
  expect(await sha('v1.4.0')).toBe(await sha('main'));
  for (const ref of ['nowhere', 'f'.repeat(40), tip.slice(0, 3)])
    await expect(sha(ref)).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining('No commit found for SHA'),
    });
});

test('the release has the tree of the tip of develop, though it is another commit', async () => {
  await using world = await startWorld('trading-engine');
  const { octokit, owner, repo } = world;
  const commit = async (ref: string) => (await octokit.repos.getCommit({ owner, repo, ref })).data;
  const [release, develop] = [await commit('v1.4.0'), await commit('develop')];
  expect(release.sha).not.toBe(develop.sha);
  expect(release.commit.tree.sha).toBe(develop.commit.tree.sha);
  expect(release.parents.map((parent) => parent.sha)).toContain(develop.sha);
});

test('a comparison counts what is on either side, oldest first', async () => {
  await using world = await startWorld('trading-engine');
  const { octokit, github, owner, repo } = world;
  const staging = github.world().running.api?.staging?.sha ?? '';
  const { data } = await octokit.repos.compareCommitsWithBasehead({ owner, repo, basehead: `${staging}...develop` });
  expect(data).toMatchObject({ status: 'ahead', ahead_by: 4, behind_by: 0, total_commits: 4 });
  const dates = data.commits.map((commit) => commit.commit.author?.date ?? '');
  expect(dates).toEqual([...dates].sort());
  expect(data.commits.at(-1)?.author?.login).toBe('dana-dev');
  expect(data.files?.length).toBeGreaterThan(0);
  const back = await octokit.repos.compareCommitsWithBasehead({ owner, repo, basehead: `develop...${staging}` });
  expect(back.data).toMatchObject({ status: 'behind', ahead_by: 0, behind_by: 4 });
  const both = await octokit.repos.compareCommitsWithBasehead({ owner, repo, basehead: 'v1.3.0...develop' });
  expect(both.data).toMatchObject({ status: 'diverged' });
  const none = octokit.repos.compareCommitsWithBasehead({ owner, repo, basehead: 'main...nowhere' });
  await expect(none).rejects.toMatchObject({ status: 404 });
});

test('titles that would trouble a chat are in the history', async () => {
  await using world = await startWorld('trading-engine');
  const { octokit, owner, repo } = world;
  const { data } = await octokit.repos.listCommits({ owner, repo, sha: 'develop' });
  const titles = data.map((commit) => commit.commit.message.split('\n')[0] ?? '');
  expect(titles.some((title) => title.includes('<!channel>'))).toBe(true);
  expect(titles.some((title) => /\p{Extended_Pictographic}/u.test(title) && title.length > 100)).toBe(true);
});

test('pages are linked as GitHub links them', async () => {
  await using world = await startWorld('trading-engine');
  const { octokit, owner, repo } = world;
  const all = await octokit.paginate(octokit.repos.listCommits, { owner, repo, sha: 'develop', per_page: 4 });
  expect(all).toHaveLength(12);
  expect(new Set(all.map((commit) => commit.sha)).size).toBe(12);
  const second = await octokit.repos.listCommits({ owner, repo, sha: 'develop', per_page: 4, page: 2 });
  expect([...(second.headers.link ?? '').matchAll(/rel="(\w+)"/g)].map((match) => match[1])).toEqual([
    'prev',
    'next',
    'last',
    'first',
  ]);
});

test('a temporary tag is made, dispatched and deleted, and starts nothing by itself', async () => {
  await using world = await startWorld('trading-engine');
  const { octokit, owner, repo, pass, github } = world;
  const { data: commit } = await octokit.repos.getCommit({ owner, repo, ref: 'develop' });
  const count = async () => (await octokit.actions.listWorkflowRunsForRepo({ owner, repo })).data.total_count;
  const before = await count();
  const ref = 'refs/tags/quarterdeck/d-1';
  await octokit.git.createRef({ owner, repo, ref, sha: commit.sha });
  expect(await count()).toBe(before);
  await expect(octokit.git.createRef({ owner, repo, ref, sha: commit.sha })).rejects.toMatchObject({ status: 422 });
  await expect(octokit.git.createRef({ owner, repo, ref: 'refs/tags/x', sha: '0'.repeat(40) })).rejects.toMatchObject({
    status: 422,
    message: expect.stringContaining('Object does not exist'),
  });
  const run = await deploy(world, { environment: 'staging', deployment_id: 'd-1' }, 'quarterdeck/d-1');
  expect((await octokit.git.getRef({ owner, repo, ref: 'tags/quarterdeck/d-1' })).data.object.sha).toBe(commit.sha);
  const gone = { owner, repo, ref: 'tags/quarterdeck/d-1' };
  expect((await octokit.git.deleteRef(gone)).status).toBe(204);
  await expect(octokit.git.deleteRef(gone)).rejects.toMatchObject({ status: 422 });
  await expect(octokit.git.getRef(gone)).rejects.toMatchObject({ status: 404 });
  pass('20m');
  expect((await octokit.actions.getWorkflowRun(run)).data).toMatchObject({
    conclusion: 'success',
    head_sha: commit.sha,
  });
  expect(github.world().running.api?.staging).toEqual({ ref: 'quarterdeck/d-1', sha: commit.sha });
});

test('a release is an annotated tag: its reference leads to the commit by way of the tag', async () => {
  await using world = await startWorld('trading-engine');
  const { octokit, owner, repo } = world;
  const { data: ref } = await octokit.git.getRef({ owner, repo, ref: 'tags/v1.4.0' });
  expect(ref.object.type).toBe('tag');
  const { data: tag } = await octokit.git.getTag({ owner, repo, tag_sha: ref.object.sha });
  const { data: commit } = await octokit.repos.getCommit({ owner, repo, ref: 'v1.4.0' });
  expect(tag).toMatchObject({ tag: 'v1.4.0', object: { type: 'commit', sha: commit.sha } });
  const made = await octokit.git.createTag({
    owner,
    repo,
    tag: 'v2.0.0',
    message: 'two',
    type: 'commit',
    object: commit.sha,
  });
  await octokit.git.createRef({ owner, repo, ref: 'refs/tags/v2.0.0', sha: made.data.sha });
  expect((await octokit.repos.getCommit({ owner, repo, ref: 'v2.0.0' })).data.sha).toBe(commit.sha);
  expect((await octokit.repos.getCommit({ owner, repo, ref: 'HEAD' })).data.sha).toBe(commit.sha);
});

test('a deployment merges the default branch and asks for green checks, unless it is told not to', async () => {
  await using world = await startWorld('trading-engine');
  const { octokit, github, owner, repo } = world;
  const asked = { owner, repo, ref: 'develop', environment: 'staging' };
  const merged = await octokit.repos.createDeployment(asked);
  expect(merged).toMatchObject({ status: 202, data: { message: 'Auto-merged main into develop on deployment.' } });
  github.setChecks({ ref: 'v1.4.0', conclusion: 'failure', name: 'lint' });
  const release = { ...asked, ref: 'v1.4.0', auto_merge: false };
  await expect(octokit.repos.createDeployment(release)).rejects.toMatchObject({ status: 409 });
  const made = await octokit.repos.createDeployment({ ...release, required_contexts: [] });
  expect(made).toMatchObject({ status: 201, data: { environment: 'staging', ref: 'v1.4.0' } });
  await expect(octokit.repos.createDeployment({ ...asked, ref: 'nowhere' })).rejects.toMatchObject({ status: 422 });
});

test('the files of the workflows can be read, and no others', async () => {
  await using world = await startWorld('trading-engine');
  const { octokit, owner, repo } = world;
  const { data } = await octokit.repos.getContent({
    owner,
    repo,
    path: '.github/workflows/deploy.yml',
    ref: 'develop',
  });
  const content = 'content' in data && typeof data.content === 'string' ? data.content : '';
  expect(Buffer.from(content, 'base64').toString()).toContain('deployment_id');
  await expect(octokit.repos.getContent({ owner, repo, path: 'README.md' })).rejects.toMatchObject({ status: 404 });
});

test('a route or a repository that there is not is 404 and leaves a trace', async () => {
  await using world = await startWorld('trading-engine');
  const { github, octokit, owner, repo, traffic } = world;
  await expect(octokit.request('GET /repos/{owner}/{repo}/pages', { owner, repo })).rejects.toMatchObject({
    status: 404,
    message: expect.stringContaining('no route GET /repos/acme/trading-engine/pages'),
  });
  expect(traffic.list().at(-1)).toMatchObject({ status: 404, kind: expect.stringContaining('unknown GET') });
  await expect(octokit.repos.get({ owner, repo: 'other' })).rejects.toMatchObject({ status: 404 });
  const text = await fetch(`${github.apiUrl}/repos/${owner}/${repo}/git/refs`, {
    method: 'POST',
    headers: { authorization: `token ${github.token}` },
    body: '{not json',
  });
  expect(text.status).toBe(400);
  await expect(connect(github, github.token).git.createRef({ owner, repo, ref: 'x', sha: 'y' })).rejects.toMatchObject({
    status: 422,
  });
});

test('team members are those of the seed until somebody leaves', async () => {
  await using world = await startWorld('trading-engine');
  const { github, octokit, owner } = world;
  const member = { org: owner, team_slug: 'release-managers', username: 'luis-lead' };
  expect((await octokit.teams.getMembershipForUserInOrg(member)).data).toMatchObject({
    state: 'active',
    role: 'member',
  });
  github.setTeamMembers('release-managers', ['lena-lead']);
  await expect(octokit.teams.getMembershipForUserInOrg(member)).rejects.toMatchObject({ status: 404 });
});

test('a person who follows the links of a run finds pages', async () => {
  await using world = await startWorld('trading-engine');
  const { octokit, pass } = world;
  const run = await deploy(world, { environment: 'staging', deployment_id: '<b>D</b>' });
  pass('20m');
  const { data } = await octokit.actions.getWorkflowRun(run);
  const page = await (await fetch(data.html_url)).text();
  expect(page).toContain('Helm rolling update');
  expect(page).toContain('&lt;b&gt;D&lt;/b&gt;');
  expect(page).not.toContain('<b>D</b>');
});
