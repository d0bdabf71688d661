import type { Commit } from '../git/history.ts';
import type { Actor } from '../http/route.ts';
import { checkRunShape, deploymentShape } from '../shapes/deployment.ts';
import { iso, web } from '../site.ts';
import type { GitHubWorld } from '../world-of-github.ts';
import { type Asked, connection } from './connection.ts';
import { mustBeAllowed } from './refusal.ts';

/** The repository as queries see it: each field is what it is, or a function of what is asked. */
export function repositoryNode(world: GitHubWorld, actor: Actor): object {
  const { site, history, deployments } = world;
  const commitOf = (commit: Commit | undefined) => (commit === undefined ? null : commitNode(world, actor, commit));

  /** `refs/heads/main` as it is, or a short name as git tries them. */
  function find(given: string) {
    const known = history.reference(given);
    if (known !== undefined) return known.ref;
    return given.startsWith('heads/') || given.startsWith('tags/')
      ? history.reference(`refs/${given}`)?.ref
      : undefined;
  }

  function target(ref: string): object | null {
    const object = history.objectOf(ref);
    if (object?.type !== 'tag') return commitOf(history.commits.get(object?.sha ?? ''));
    const { sha, tag, target: sought } = history.tagObjects.get(object.sha) ?? { sha: '', tag: '', target: '' };
    return { __typename: 'Tag', oid: sha, name: tag, target: commitOf(history.commits.get(sought)) };
  }

  function refNode(given: string): object | null {
    const ref = find(given);
    if (ref === undefined) return null;
    const prefix = ref.startsWith('refs/heads/') ? 'refs/heads/' : 'refs/tags/';
    return { prefix, name: ref.slice(prefix.length), target: () => target(ref) };
  }

  return {
    ref({ qualifiedName }: { qualifiedName: string }) {
      mustBeAllowed(actor, 'contents:read');
      return refNode(qualifiedName);
    },
    object({ expression, oid }: { expression?: string; oid?: string }) {
      mustBeAllowed(actor, 'contents:read');
      return commitOf(oid === undefined ? history.resolve(expression ?? '')?.commit : history.commits.get(oid));
    },
    deployments({
      environments,
      orderBy,
      ...asked
    }: Asked & { environments?: string[]; orderBy: { direction: string } }) {
      mustBeAllowed(actor, 'deployments:read');
      const all = deployments.list().filter((each) => environments?.includes(each.environment) ?? true);
      // The world keeps the newest first.
      return connection(orderBy.direction === 'DESC' ? all : [...all].reverse(), asked, (each) => {
        const { created_at: createdAt, creator } = deploymentShape(site, each);
        const statuses = each.statuses.map(({ state, createdAt: at }) => ({
          state: state.toUpperCase(),
          createdAt: iso(at),
        }));
        return {
          commitOid: each.sha,
          createdAt,
          payload: JSON.stringify(each.payload),
          ref: () => refNode(each.ref),
          // GraphQL leaves the ending of a bot's login away.
          creator: { __typename: creator?.type, login: creator?.login.replace(/\[bot\]$/, '') },
          statuses: (page: Asked) => connection(statuses, page, (status) => status),
        };
      });
    },
  };
}

function commitNode(world: GitHubWorld, actor: Actor, commit: Commit): object {
  const { site, checks } = world;
  const { sha, tree, message, date } = commit;
  const known = site.users.find(commit.author);
  return {
    __typename: 'Commit',
    oid: sha,
    url: web(site, `/commit/${sha}`),
    message,
    committedDate: iso(date),
    tree: { __typename: 'Tree', oid: tree },
    // An app is no user.
    author: { name: known.name, user: known.type === 'User' ? { login: known.login, databaseId: known.id } : null },
    statusCheckRollup() {
      mustBeAllowed(actor, 'checks:read', 'statuses:read');
      const all = checks.of(sha, 'latest');
      if (all.length === 0) return null;
      return {
        contexts: (asked: Asked) => connection(all, asked, (check) => checkRunNode(checkRunShape(site, check))),
      };
    },
  };
}

function checkRunNode(check: ReturnType<typeof checkRunShape>): object {
  return {
    __typename: 'CheckRun',
    name: check.name,
    status: check.status.toUpperCase(),
    conclusion: check.conclusion?.toUpperCase() ?? null,
    startedAt: check.started_at,
    url: check.html_url,
    detailsUrl: check.details_url,
    title: check.output.title,
    summary: check.output.summary,
    text: check.output.text,
    checkSuite: { app: check.app && { slug: check.app.slug } },
  };
}
