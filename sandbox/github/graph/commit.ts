import type { CheckRun } from '../check-runs.ts';
import type { Commit } from '../git/history.ts';
import type { Actor } from '../http/route.ts';
import { checkRunShape } from '../shapes/deployment.ts';
import { iso, nodeId, web } from '../site.ts';
import type { User } from '../users.ts';
import type { GitHubWorld } from '../world-of-github.ts';
import { type Asked, connection } from './connection.ts';
import { pullRequestNode } from './pull-request.ts';
import { mustBeAllowed } from './refusal.ts';

export function commitOrNull(world: GitHubWorld, actor: Actor, commit: Commit | undefined): object | null {
  return commit === undefined ? null : commitNode(world, actor, commit);
}

export function commitNode(world: GitHubWorld, actor: Actor, commit: Commit): object {
  const { site, checks, history, pullRequests } = world;
  const { sha, tree, message, date, signature, parents } = commit;
  const known = site.users.find(commit.author);
  return {
    __typename: 'Commit',
    id: nodeId('C', sha),
    oid: sha,
    url: web(site, `/commit/${sha}`),
    message,
    committedDate: iso(date),
    tree: { __typename: 'Tree', oid: tree },
    author: gitActor(known, known),
    authors: (asked: Asked) =>
      connection([known, ...coAuthors(message, known.email)], asked, (each) =>
        gitActor(each, site.users.byEmail(each.email)),
      ),
    signature:
      signature === 'unsigned'
        ? null
        : { __typename: 'GpgSignature', isValid: signature === 'valid', state: signature.toUpperCase() },
    parents: (asked: Asked) => connection(parents, asked, (parent) => ({ __typename: 'Commit', oid: parent })),
    history: (asked: Asked) => connection(history.log(sha), asked, (each) => commitNode(world, actor, each)),
    associatedPullRequests(asked: Asked) {
      mustBeAllowed(actor, 'pull_requests:read');
      return connection(pullRequests.with(sha), asked, (pull) => pullRequestNode(world, pull));
    },
    statusCheckRollup() {
      mustBeAllowed(actor, 'checks:read', 'statuses:read');
      const all = checks.of(sha, 'latest');
      if (all.length === 0) return null;
      return {
        contexts: (asked: Asked) => connection(all, asked, (check) => checkRunNode(world, actor, check)),
      };
    },
  };
}

/** Who stands in the trailers of the message, each address once and the author's not again. */
function coAuthors(message: string, author: string): { name: string; email: string }[] {
  const found = [...message.matchAll(/^co-authored-by:\s*(.*?)\s*<([^<>]+)>\s*$/gim)];
  const byEmail = new Map(found.map(([, name = '', email = '']) => [email.toLowerCase(), { name, email }]));
  byEmail.delete(author.toLowerCase());
  return [...byEmail.values()];
}

function gitActor({ name, email }: { name: string; email: string }, known: User | undefined): object {
  // An app is no user.
  const user = known?.type === 'User' ? { login: known.login, databaseId: known.id } : null;
  return { name, email, user };
}

export function checkRunNode(world: GitHubWorld, actor: Actor, found: CheckRun): object {
  const check = checkRunShape(world.site, found);
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
    deployment() {
      mustBeAllowed(actor, 'deployments:read');
      const run = found.runId === null ? undefined : world.engine.run(found.runId);
      const deployment = world.deployments.get(run?.jobs.find(({ id }) => id === found.jobId)?.deploymentId ?? 0);
      return deployment === undefined ? null : { environment: deployment.environment };
    },
  };
}
