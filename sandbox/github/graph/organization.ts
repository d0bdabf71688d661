import type { Actor } from '../http/route.ts';
import type { GitHubWorld } from '../world-of-github.ts';
import { type Asked, connection } from './connection.ts';
import { mustBeAllowed } from './refusal.ts';

/** The organization that owns the repository. Its members are the people of the world, but for guests and strangers. */
export function organizationNode({ parts, site, verifiedEmails }: GitHubWorld, actor: Actor): object {
  const members = parts.people.filter(({ kind }) => kind === 'member');
  return {
    login: site.owner,
    membersWithRole(asked: Asked) {
      mustBeAllowed(actor, 'members:read');
      return connection(members, asked, ({ githubLogin, githubId }) => ({
        login: githubLogin,
        databaseId: githubId,
        // Of another organization's domains nothing is shown here.
        organizationVerifiedDomainEmails: ({ login }: { login: string }) =>
          login.toLowerCase() === site.owner.toLowerCase() ? (verifiedEmails.get(githubLogin) ?? []) : [],
      }));
    },
  };
}
