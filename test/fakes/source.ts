import type { BranchProtection } from '../../src/model/branch-protection.ts';
import type { CheckRun, Comparison, RefProblem, ResolvedRef } from '../../src/model/commit.ts';
import { Fault } from '../../src/model/fault.ts';
import type { PullRequest } from '../../src/model/pull-request.ts';
import { isContentOf } from '../../src/model/pull-request.ts';
import type { Repository } from '../../src/model/repository.ts';
import { fullName } from '../../src/model/repository.ts';
import type { Instant } from '../../src/model/time.ts';
import type { WorkflowFile } from '../../src/model/workflow-file.ts';
import type { Source } from '../../src/ports/source.ts';
import { globMatches, malformed, near, newest, shaOf } from './source-names.ts';

export interface FakeCommit {
  sha: string;
  tree: string;
  title: string;
  author: { name: string; login: string | null };
  committedAt: Instant;
  parent: string | null;
  /** Paths that it changes; none unless said. */
  files?: string[];
  /** Who stands in the trailers of the message. */
  coAuthors?: { name: string; login: string | null }[];
  /** All of the message; the title unless said. */
  message?: string;
  /** GitHub's word for its signature; valid unless said. */
  signature?: string;
}

/** A repository in memory, and what a test may do to it. One for each `owner/name` that was ever named. */
export interface FakeSource extends Source {
  /** A new commit on the branch, which is made from `from` (default: nothing) if it is new. Returns its SHA. */
  commit(repository: Repository, branch: string, commit?: Partial<FakeCommit> & { from?: string }): string;
  tag(repository: Repository, name: string, sha: string): void;
  setChecks(repository: Repository, sha: string, checks: CheckRun[]): void;
  /** Files by path, of an artifact of the commit. */
  setArtifact(repository: Repository, sha: string, name: string, files: Record<string, string>): void;
  /** A pull request of this number contains these commits from now on. */
  setPullRequest(repository: Repository, pull: PullRequest, commits: readonly string[]): void;
  setProtection(repository: Repository, protection: BranchProtection): void;
  setWorkflow(repository: Repository, file: WorkflowFile): void;
  setDeployed(
    repository: Repository,
    environment: string,
    deployed: { ref: string; sha: string; at: Instant; by: string | null },
  ): void;
  forgetDeployed(repository: Repository, environment: string): void;
  tags(repository: Repository): Record<string, string>;
  /** The next `times` calls of the method throw this. */
  fail(method: keyof Source, error: Error, times?: number): void;
  readonly calls: { method: keyof Source; arguments: unknown[] }[];
}

interface Content {
  commits: Map<string, FakeCommit>;
  branches: Map<string, string>;
  tags: Map<string, string>;
  checks: Map<string, CheckRun[]>;
  /** By commit and name. */
  artifacts: Map<string, Record<string, string>>;
  pulls: Map<number, { pull: PullRequest; commits: readonly string[] }>;
  protections: Map<string, BranchProtection>;
  workflows: Map<string, WorkflowFile>;
  deployed: Map<string, { ref: string; sha: string; at: Instant; by: string | null }>;
}

export function createFakeSource(): FakeSource {
  const contents = new Map<string, Content>();
  const failures = new Map<keyof Source, { error: Error; times: number }>();
  const calls: FakeSource['calls'] = [];
  let count = 0;

  function of(repository: Repository): Content {
    const key = fullName(repository).toLowerCase();
    const known = contents.get(key) ?? {
      commits: new Map(),
      branches: new Map(),
      tags: new Map(),
      checks: new Map(),
      artifacts: new Map(),
      pulls: new Map(),
      protections: new Map(),
      workflows: new Map(),
      deployed: new Map(),
    };
    contents.set(key, known);
    return known;
  }
  function called(method: keyof Source, ...given: unknown[]): void {
    calls.push({ method, arguments: given });
    const failure = failures.get(method);
    if (!failure || failure.times <= 0) return;
    failure.times--;
    throw failure.error;
  }
  function line(content: Content, sha: string): FakeCommit[] {
    const found: FakeCommit[] = [];
    for (let at = content.commits.get(sha); at; at = at.parent ? content.commits.get(at.parent) : undefined)
      found.push(at);
    return found;
  }
  const urlOf = (repository: Repository, path: string) => `https://github.example/${fullName(repository)}/${path}`;

  return {
    calls,
    commit(repository, branch, given = {}) {
      const content = of(repository);
      const { from, ...rest } = given;
      const sha = given.sha ?? shaOf(`commit ${++count}`);
      content.commits.set(sha, {
        tree: shaOf(`tree of ${sha}`),
        title: `Commit ${count}`,
        author: { name: 'Dana Dev', login: 'dana' },
        committedAt: Date.UTC(2026, 0, 5) + count * 60_000,
        parent: content.branches.get(branch) ?? from ?? null,
        ...rest,
        sha,
      });
      content.branches.set(branch, sha);
      return sha;
    },
    tag: (repository, name, sha) => void of(repository).tags.set(name, sha),
    setArtifact: (repository, sha, name, files) => void of(repository).artifacts.set(`${sha} ${name}`, files),
    setChecks: (repository, sha, checks) => void of(repository).checks.set(sha, checks),
    setPullRequest: (repository, pull, commits) => void of(repository).pulls.set(pull.number, { pull, commits }),
    setProtection: (repository, protection) => void of(repository).protections.set(protection.branch, protection),
    setWorkflow: (repository, file) => void of(repository).workflows.set(file.path, file),
    setDeployed: (repository, environment, deployed) => void of(repository).deployed.set(environment, deployed),
    forgetDeployed: (repository, environment) => void of(repository).deployed.delete(environment),
    tags: (repository) => Object.fromEntries(of(repository).tags),
    fail: (method, error, times = 1) => void failures.set(method, { error, times }),

    async resolve(repository, ref): Promise<ResolvedRef | RefProblem> {
      called('resolve', repository, ref);
      const content = of(repository);
      const only = ref.startsWith('refs/heads/') ? 'branch' : ref.startsWith('refs/tags/') ? 'tag' : null;
      const name = ref.replace(/^refs\/(heads|tags)\//, '');
      if (malformed(name)) return { problem: 'ref-malformed', ref, candidates: [] };
      const branch = only === 'tag' ? undefined : content.branches.get(name);
      const tag = only === 'branch' ? undefined : content.tags.get(name);
      const looksLikeSha = !only && /^[0-9a-f]{7,40}$/i.test(name);
      const shas = looksLikeSha ? [...content.commits.keys()].filter((sha) => sha.startsWith(name.toLowerCase())) : [];
      const bySha = shas.length === 1 ? shas[0] : undefined;
      const meanings = [
        ...(branch ? [`refs/heads/${name}`] : []),
        ...(tag ? [`refs/tags/${name}`] : []),
        ...(bySha ? [bySha] : []),
      ];
      if (meanings.length > 1) return { problem: 'ref-ambiguous', ref, candidates: meanings };
      const commit = content.commits.get(branch ?? tag ?? bySha ?? '');
      if (!commit) {
        const names = [...content.branches.keys(), ...content.tags.keys()];
        return { problem: 'ref-not-found', ref, candidates: near(name, names) };
      }
      const kind = branch ? 'branch' : tag ? 'tag' : 'sha';
      const { parent: _, message: __, signature: ___, coAuthors: ____, files: _____, ...facts } = commit;
      return {
        ...facts,
        kind,
        name: kind === 'sha' ? commit.sha : name,
        url: urlOf(repository, `commit/${commit.sha}`),
      };
    },
    async latestTag(repository, pattern) {
      called('latestTag', repository, pattern);
      return newest([...of(repository).tags.keys()].filter((name) => globMatches(pattern, name)));
    },
    async suggest(repository, query) {
      called('suggest', repository, query);
      const all = [
        ...[...of(repository).branches.keys()].map((name) => ({ name, kind: 'branch' as const })),
        ...[...of(repository).tags.keys()].map((name) => ({ name, kind: 'tag' as const })),
      ];
      const has = ({ name }: { name: string }) => name.toLowerCase().includes(query.toLowerCase());
      return [...all.filter(has), ...all.filter((each) => !has(each))].slice(0, 100);
    },
    async defaultBranch(repository) {
      called('defaultBranch', repository);
      return of(repository).branches.has('main') ? 'main' : ([...of(repository).branches.keys()][0] ?? 'main');
    },
    async compare(repository, base, head): Promise<Comparison> {
      called('compare', repository, base, head);
      const content = of(repository);
      const [old, young] = [line(content, base), line(content, head)];
      if (old.length === 0 || young.length === 0)
        throw new Fault('not-found', `GitHub knows no such commits in ${fullName(repository)}.`);
      const ahead = young.filter(({ sha }) => !old.some((each) => each.sha === sha)).reverse();
      return {
        aheadBy: ahead.length,
        behindBy: old.filter(({ sha }) => !young.some((each) => each.sha === sha)).length,
        url: urlOf(repository, `compare/${base}...${head}`),
        files: { paths: [...new Set(ahead.flatMap(({ files = [] }) => files))].sort(), whole: true },
        commits: ahead
          .slice(0, 250)
          .map(({ sha, title, author }) => ({ sha, title, author, url: urlOf(repository, `commit/${sha}`) })),
      };
    },
    async checks(repository, sha) {
      called('checks', repository, sha);
      return of(repository).checks.get(sha) ?? [];
    },
    async artifactFile(repository, sha, { artifact, file }) {
      called('artifactFile', repository, sha, { artifact, file });
      const files = of(repository).artifacts.get(`${sha} ${artifact}`);
      if (!files) return { missing: `there is no artifact ${artifact} of ${sha.slice(0, 7)}` };
      const text = files[file];
      return text === undefined ? { missing: `the artifact ${artifact} has no file ${file}` } : { text };
    },
    async pullRequests(repository, sha) {
      called('pullRequests', repository, sha);
      const { commits: all, pulls } = of(repository);
      if (!all.has(sha)) throw new Fault('rejected', `GitHub knows no commit ${sha.slice(0, 7)}.`);
      return [...pulls.values()]
        .filter(({ commits }) => commits.includes(sha))
        .map(({ pull }) => (pull.state !== 'closed' && isContentOf(sha, pull) ? pull : { ...pull, reviews: [] }))
        .sort((a, b) => a.number - b.number);
    },
    async commitRange(repository, since, head, coAuthors) {
      called('commitRange', repository, since, head, coAuthors);
      const content = of(repository);
      const young = line(content, head).reverse();
      if (young.length === 0 || since.some((sha) => !content.commits.has(sha)))
        throw new Fault('not-found', `GitHub knows no such commits in ${fullName(repository)}.`);
      const olds = since.map((sha) => new Set(line(content, sha).map((each) => each.sha)));
      const fresh = since.length === 0 ? young.slice(-1) : young.filter(({ sha }) => olds.some((old) => !old.has(sha)));
      return {
        since: [...since],
        total: fresh.length,
        commits: fresh
          .slice(0, 250)
          .map(({ sha, title, author, message = title, signature = 'valid', coAuthors: others }) => {
            const verified = signature === 'valid';
            const found = { sha, title, message, author, merge: false, signature: { verified, reason: signature } };
            return coAuthors && others ? { ...found, coAuthors: others } : found;
          }),
      };
    },
    async branchProtection(repository, branch, administrators) {
      called('branchProtection', repository, branch, administrators);
      const found = of(repository).protections.get(branch) ?? { branch, sources: [], unseen: [] };
      const seen = (source: BranchProtection['sources'][number]) =>
        administrators || !source.name.startsWith('ruleset ') ? source : { ...source, administrators: null };
      return { ...found, sources: found.sources.map(seen) };
    },
    async workflowFile(repository, workflow, ref) {
      called('workflowFile', repository, workflow, ref);
      const path = `.github/workflows/${workflow}`;
      const file = of(repository).workflows.get(path);
      if (!file) throw new Fault('not-found', `GitHub knows no file ${path} in ${fullName(repository)}.`);
      return file;
    },
    async pointsAt(repository, kind, name) {
      called('pointsAt', repository, kind, name);
      const { branches, tags } = of(repository);
      const [mine, others] = kind === 'branch' ? [branches, tags] : [tags, branches];
      return { now: mine.get(name) ?? null, twin: others.has(name) };
    },
    async createTag(repository, name, sha) {
      called('createTag', repository, name, sha);
      const { tags } = of(repository);
      const at = tags.get(name);
      if (at && at !== sha)
        throw new Fault('rejected', `The tag ${name} exists already and points at ${at.slice(0, 7)}.`);
      tags.set(name, sha);
    },
    async deleteTag(repository, name) {
      called('deleteTag', repository, name);
      of(repository).tags.delete(name);
    },
    async lastDeployed(repository, environment, ours = []) {
      called('lastDeployed', repository, environment);
      const last = of(repository).deployed.get(environment);
      const own = ours.some(({ sha, from, until }) => sha === last?.sha && from <= last.at && last.at <= until);
      return last && !own ? last : null;
    },
  };
}
