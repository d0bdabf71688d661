import type { Actor } from '../http/route.ts';
import { deploymentShape } from '../shapes/deployment.ts';
import { iso } from '../site.ts';
import type { GitHubWorld } from '../world-of-github.ts';
import { branchRules } from './branch-rules.ts';
import { commitOrNull } from './commit.ts';
import { type Asked, connection } from './connection.ts';
import { pullRequestNode } from './pull-request.ts';
import { mustBeAllowed } from './refusal.ts';

/** The repository as queries see it: each field is what it is, or a function of what is asked. */
export function repositoryNode(world: GitHubWorld, actor: Actor): object {
  const { site, history, deployments, pullRequests } = world;
  const commitOf = (commit: Parameters<typeof commitOrNull>[2]) => commitOrNull(world, actor, commit);

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
    const name = ref.slice(prefix.length);
    const rules = branchRules(world, actor, prefix === 'refs/heads/' ? name : '');
    return { prefix, name, target: () => target(ref), ...rules };
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
    pullRequest({ number }: { number: number }) {
      mustBeAllowed(actor, 'pull_requests:read');
      const found = pullRequests.get(number);
      return found === undefined ? null : pullRequestNode(world, found);
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
