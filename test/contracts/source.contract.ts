import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Fault } from '../../src/model/fault.ts';
import { type GitHubHarness, type OpenGitHub, runName } from './github-harness.ts';

/** The promises of `ports/source.ts`. */
export function sourceContract(name: string, open: OpenGitHub): void {
  describe(`source: ${name}`, () => {
    let harness: GitHubHarness;
    const at = async (kind: 'branch' | 'tag', ref: string) =>
      (await harness.source.pointsAt(harness.repository, kind, ref)).now ?? expect.fail(`no ${kind} ${ref}`);
    const resolve = (ref: string) => harness.source.resolve(harness.repository, ref);

    beforeEach(async () => {
      harness = await open();
    });
    afterEach(() => harness.close());

    test('a branch is fixed to its tip, with what people are shown of it', async () => {
      const sha = await at('branch', 'develop');
      expect(await resolve('develop')).toMatchObject({
        kind: 'branch',
        name: 'develop',
        sha,
        tree: expect.stringMatching(/^[0-9a-f]{40}$/),
        title: 'feat: second of develop',
        author: { login: 'dana-dev' },
        committedAt: expect.any(Number),
        url: expect.stringContaining(sha),
      });
    });

    test('a branch that moved is fixed anew', async () => {
      const before = await at('branch', 'develop');
      const sha = await harness.push('develop');
      expect(sha).not.toBe(before);
      expect(await resolve('develop')).toMatchObject({ sha });
    });

    test('a tag is fixed to its commit', async () => {
      expect(await resolve('v1.9.0')).toMatchObject({ kind: 'tag', name: 'v1.9.0', sha: await at('tag', 'v1.9.0') });
    });

    test('a SHA may be short; its name is the full form', async () => {
      const sha = await at('tag', 'v1.0.0');
      expect(await resolve(sha.slice(0, 7))).toMatchObject({ kind: 'sha', name: sha, sha });
      expect(await resolve(sha.toUpperCase())).toMatchObject({ kind: 'sha', name: sha, sha });
    });

    test('a name that is a branch and a tag is ambiguous, and the written-out form settles it', async () => {
      expect(await resolve('release')).toEqual({
        problem: 'ref-ambiguous',
        ref: 'release',
        candidates: ['refs/heads/release', 'refs/tags/release'],
      });
      expect(await resolve('refs/tags/release')).toMatchObject({ kind: 'tag', name: 'release' });
      expect(await resolve('refs/heads/release')).toMatchObject({ kind: 'branch', name: 'release' });
    });

    test('what does not exist is not found, with near names', async () => {
      expect(await resolve('v1.9.9')).toMatchObject({
        problem: 'ref-not-found',
        ref: 'v1.9.9',
        candidates: expect.arrayContaining(['v1.9.0']),
      });
      expect(await resolve('deadbeef')).toMatchObject({ problem: 'ref-not-found' });
    });

    test.each([
      '',
      'a b',
      'a..b',
      'x~1',
      'main^',
      'a:b',
      '-x',
      'a//b',
      'x.lock',
      'x/',
      '@',
      'a@{1}',
      'tab\tbed',
      'bell\u0007',
    ])('a ref cannot look like %j', async (ref) => {
      expect(await resolve(ref)).toEqual({ problem: 'ref-malformed', ref, candidates: [] });
    });

    test('the latest tag is the newest version that matches', async () => {
      const latest = (pattern: string) => harness.source.latestTag(harness.repository, pattern);
      expect(await latest('v*.*.*')).toBe('v1.10.0');
      expect(await latest('v*')).toBe('v2.0.0-rc.1');
      expect(await latest('v*.*.*-rc.*')).toBe('v2.0.0-rc.1');
      expect(await latest('v1.*')).toBe('v1.10.0');
      expect(await latest('v1.9.*')).toBe('v1.9.0');
      expect(await latest('w*')).toBeNull();
    });

    test('suggestions hold branches and tags, those with the query first', async () => {
      const found = await harness.source.suggest(harness.repository, 'dev');
      expect(found[0]).toEqual({ name: 'develop', kind: 'branch' });
      expect(found).toContainEqual({ name: 'nightly', kind: 'tag' });
      expect(new Set(found.map(({ kind, name }) => `${kind} ${name}`)).size).toBe(found.length);
    });

    test('a comparison counts both sides and lists the new commits, oldest first', async () => {
      const [base, head] = [await at('branch', 'main'), await at('branch', 'develop')];
      const found = await harness.source.compare(harness.repository, base, head);
      expect(found).toMatchObject({ aheadBy: 2, behindBy: 1, url: expect.stringContaining('http') });
      expect(found.commits.map(({ title }) => title)).toEqual(['feat: first of develop', 'feat: second of develop']);
      expect(found.files.whole).toBe(true);
      expect(found.files.paths).toEqual(expect.arrayContaining(['migrations/0002.sql', 'src/app.ts']));
      expect(found.commits[1]).toMatchObject({ sha: head, author: { login: 'dana-dev' } });
    });

    test('the default branch is told', async () => {
      expect(await harness.source.defaultBranch(harness.repository)).toBe('main');
    });

    test('a comparison with a commit that is not there is a fault', async () => {
      const compared = harness.source.compare(harness.repository, 'f'.repeat(40), await at('branch', 'main'));
      await expect(compared).rejects.toMatchObject({ name: 'Fault', kind: 'not-found' });
    });

    test('checks say what is green, red and not ready', async () => {
      const sha = await harness.push('develop');
      await harness.setCheck(sha, 'unit', 'success');
      await harness.setCheck(sha, 'lint', 'failure');
      await harness.setCheck(sha, 'e2e', 'pending');
      expect(await harness.source.checks(harness.repository, sha)).toEqual([
        expect.objectContaining({ name: 'e2e', status: 'in_progress', conclusion: null }),
        expect.objectContaining({ name: 'lint', status: 'completed', conclusion: 'failure' }),
        expect.objectContaining({ name: 'unit', status: 'completed', conclusion: 'success' }),
      ]);
    });

    test('checks say what they report of themselves', async () => {
      const sha = await harness.push('develop');
      await harness.setCheck(sha, 'coverage', 'success', 'Coverage: 71%');
      const found = (await harness.source.checks(harness.repository, sha)).find(({ name }) => name === 'coverage');
      expect(found?.output).toBe('coverage\nCoverage: 71%');
    });

    test('a file of an artifact is read from the newest that the commit has; what is missing is said', async () => {
      const [other, sha] = [await harness.push('develop'), await harness.push('develop')];
      const file = (wanted: { artifact: string; file: string }) =>
        harness.source.artifactFile(harness.repository, sha, wanted);
      const wanted = { artifact: 'coverage', file: 'report/summary.json' };
      await harness.upload(other, 'coverage', { 'report/summary.json': 'of another commit' });
      expect(await file(wanted)).toEqual({ missing: `there is no artifact coverage of ${sha.slice(0, 7)}` });
      await harness.upload(sha, 'coverage', { 'report/summary.json': 'old' });
      await harness.upload(sha, 'coverage', {
        'report/summary.json': '{"total": "ä"}',
        'summary.json': 'not this one',
      });
      expect(await file(wanted)).toEqual({ text: '{"total": "ä"}' });
      expect(await file(wanted)).toEqual({ text: '{"total": "ä"}' });
      expect(await file({ ...wanted, file: 'report' })).toEqual({
        missing: 'the artifact coverage has no file report',
      });
    });

    test('a pull request that is open is told with its reviews, and whose count', async () => {
      const { number, sha } = await harness.pullRequest({ merge: false });
      const [found, ...others] = await harness.source.pullRequests(harness.repository, sha);
      expect(others).toEqual([]);
      expect(found).toEqual({
        number,
        title: 'feat: second of develop',
        url: expect.stringContaining(`/pull/${number}`),
        author: 'dana-dev',
        base: 'main',
        state: 'open',
        head: await at('branch', 'develop'),
        mergedAs: null,
        requested: [],
        reviews: [
          { reviewer: 'sam-sre', state: 'changes-requested', sha, counts: true },
          { reviewer: 'sam-sre', state: 'approved', sha, counts: true },
          { reviewer: 'gus-guest', state: 'approved', sha, counts: false },
        ],
      });
    });

    test('a merged pull request is found by its merge, by its last commit, and by those inside it', async () => {
      const head = await at('branch', 'develop');
      const inside = (await harness.source.lastDeployed(harness.repository, 'staging'))?.sha ?? '';
      const { sha } = await harness.pullRequest({ merge: true });
      expect(sha).toBe(await at('branch', 'main'));
      const of = (commit: string) => harness.source.pullRequests(harness.repository, commit);
      expect(await of(sha)).toMatchObject([{ state: 'merged', head, mergedAs: sha }]);
      expect((await of(sha))[0]?.reviews).toHaveLength(3);
      expect((await of(head))[0]?.reviews).toHaveLength(3);
      expect(await of(inside)).toMatchObject([{ state: 'merged', reviews: [] }]);
    });

    test('a commit without a pull request has none, and a commit that is not there is a fault', async () => {
      const { source, repository } = harness;
      expect(await source.pullRequests(repository, await at('branch', 'release'))).toEqual([]);
      await expect(source.pullRequests(repository, 'f'.repeat(40))).rejects.toBeInstanceOf(Fault);
    });

    test('a range holds what at least one of the old commits lacks, oldest first, with what rules look at', async () => {
      const { source, repository } = harness;
      const [first, main, head] = [
        await at('tag', 'v1.0.0'),
        await at('branch', 'main'),
        await at('branch', 'develop'),
      ];
      const found = await source.commitRange(repository, [main], head, false);
      expect(found).toMatchObject({ since: [main], total: 2 });
      expect(found.commits.map(({ title }) => title)).toEqual(['feat: first of develop', 'feat: second of develop']);
      expect(found.commits[1]).toEqual({
        sha: head,
        title: 'feat: second of develop',
        message: 'feat: second of develop',
        author: { name: 'Dana Whitfield', login: 'dana-dev' },
        merge: false,
        signature: { verified: true, reason: 'valid' },
      });
      const both = await source.commitRange(repository, [main, first], head, false);
      expect(both).toMatchObject({
        since: [main, first],
        total: 3,
        commits: [{ title: 'fix: second of main' }, {}, {}],
      });
      expect(both.commits[2]).toEqual(found.commits[1]);
      const [second] = both.commits;
      const old = [first, second?.sha ?? ''];
      expect((await source.commitRange(repository, old, head, false)).commits).toEqual(both.commits);
      expect((await source.commitRange(repository, [head], main, false)).commits).toHaveLength(1);
      expect((await source.commitRange(repository, [head], head, false)).commits).toEqual([]);
    });

    test('a range without an old commit is the new one alone, and one with a commit that is gone is a fault', async () => {
      const { source, repository } = harness;
      const head = await at('branch', 'develop');
      const alone = await source.commitRange(repository, [], head, false);
      expect(alone).toMatchObject({ since: [], total: 1, commits: [{ sha: head }] });
      await expect(source.commitRange(repository, ['f'.repeat(40)], head, false)).rejects.toMatchObject({
        kind: 'not-found',
      });
    });

    test('co-authors are told where they are asked about, by their own address and by the one that GitHub gives', async () => {
      const { source, repository } = harness;
      const before = await at('branch', 'develop');
      const others = [
        { name: 'Sam', email: 'sre@acme.example', login: 'sam-sre' },
        { name: 'Lena', email: '4103+lena-lead@users.noreply.github.com', login: 'lena-lead' },
        { name: 'Nobody', email: 'nobody@elsewhere.example', login: null },
        {
          name: 'Actions',
          email: '41898282+github-actions[bot]@users.noreply.github.com',
          login: 'github-actions[bot]',
        },
      ];
      const shared = await harness.push('develop', others);
      const head = await harness.push('develop');
      const { commits } = await source.commitRange(repository, [before], head, true);
      expect(commits.map(({ sha, author, coAuthors }) => [sha, author.login, coAuthors])).toEqual([
        [shared, 'dana-dev', others.map(({ name, login }) => ({ name, login }))],
        [head, 'dana-dev', undefined],
      ]);
      const unasked = await source.commitRange(repository, [before], head, false);
      expect(unasked.commits.map(({ coAuthors }) => coAuthors)).toEqual([undefined, undefined]);
    });

    test('what protects a branch is told by source', async () => {
      const { source, repository } = harness;
      const of = (branch: string) => source.branchProtection(repository, branch, true);
      expect(await of('main')).toEqual({ branch: 'main', sources: [], unseen: [] });
      expect((await of('no-such-branch')).sources).toEqual([]);
      await harness.protectMain();
      expect((await of('develop')).sources).toEqual([]);
      expect((await source.branchProtection(repository, 'main', false)).sources).toMatchObject([
        { name: 'branch protection', administrators: true },
        { name: 'ruleset signed', signatures: true, administrators: null },
      ]);
      expect(await of('main')).toEqual({
        branch: 'main',
        sources: [
          {
            name: 'branch protection',
            approvals: 2,
            checks: ['unit'],
            upToDate: true,
            signatures: false,
            administrators: true,
          },
          {
            name: 'ruleset signed',
            approvals: 0,
            checks: [],
            upToDate: false,
            signatures: true,
            administrators: true,
          },
        ],
        unseen: [],
      });
    });

    test('a workflow file tells how it can be driven', async () => {
      const file = await harness.source.workflowFile(harness.repository, 'deploy.yml');
      expect(file).toEqual({
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
      const missing = harness.source.workflowFile(harness.repository, 'other.yml');
      await expect(missing).rejects.toMatchObject({ kind: 'not-found' });
    });

    test('a tag is created once and deleted once, however often it is asked for', async () => {
      const { source, repository } = harness;
      const [main, develop] = [await at('branch', 'main'), await at('branch', 'develop')];
      await source.createTag(repository, 'quarterdeck/d-aaaaaaaaaa', main);
      await source.createTag(repository, 'quarterdeck/d-aaaaaaaaaa', main);
      expect(await source.pointsAt(repository, 'tag', 'quarterdeck/d-aaaaaaaaaa')).toEqual({ now: main, twin: false });
      const elsewhere = source.createTag(repository, 'quarterdeck/d-aaaaaaaaaa', develop);
      await expect(elsewhere).rejects.toMatchObject({ kind: 'rejected' });
      await source.deleteTag(repository, 'quarterdeck/d-aaaaaaaaaa');
      await source.deleteTag(repository, 'quarterdeck/d-aaaaaaaaaa');
      const gone = await source.pointsAt(repository, 'tag', 'quarterdeck/d-aaaaaaaaaa');
      expect(gone).toEqual({ now: null, twin: false });
      expect((await source.pointsAt(repository, 'tag', 'main')).twin).toBe(true);
    });

    test('the last deployment of an environment is known, or that there is none', async () => {
      const { source, repository } = harness;
      const deployed = await source.lastDeployed(repository, 'staging');
      expect(deployed).toMatchObject({ ref: 'develop', at: expect.any(Number), by: expect.any(String) });
      const behind = await source.compare(repository, deployed?.sha ?? '', await at('branch', 'develop'));
      expect(behind.aheadBy).toBe(1);
      expect(await source.lastDeployed(repository, 'nowhere')).toBeNull();
      const { sha = '', at: when = 0 } = deployed ?? {};
      const ours = { sha, from: when, until: when };
      expect((await source.lastDeployed(repository, 'staging', [ours]))?.sha).not.toBe(sha);
    });

    test('a repository that cannot be seen is a fault where silence would mislead', async () => {
      const nobody = { owner: 'acme', name: 'nothing' };
      await expect(harness.source.workflowFile(nobody, 'deploy.yml')).rejects.toBeInstanceOf(Fault);
      await expect(harness.source.compare(nobody, 'a'.repeat(40), 'b'.repeat(40))).rejects.toBeInstanceOf(Fault);
    });
  });
}
