import { z } from 'zod';
import { Fault } from '../../model/fault.ts';
import { type Instant, minute } from '../../model/time.ts';
import type { Teams } from '../../ports/teams.ts';
import { askMaybe } from './answers.ts';
import type { GitHub } from './client.ts';

const trust = 5 * minute;

/**
 * GitHub teams. Memberships are asked for each time: somebody who has left must not approve. GitHub answers 404 for "not a
 * member" and for "you may not see this team" alike, so the team itself is looked at too, every five minutes.
 */
export function createTeams(github: GitHub): Teams {
  const visible = new Map<string, Instant>();

  async function mustBeVisible(org: string, slug: string): Promise<void> {
    const team = `${org}/${slug}`;
    if ((visible.get(team) ?? 0) > github.now() - trust) return;
    const request = github.patient.request('GET /orgs/{org}/teams/{team_slug}/members', {
      org,
      team_slug: slug,
      per_page: 1,
    });
    if (!(await askMaybe(request, z.array(z.unknown()), `team ${team}`)))
      throw new Fault(
        'not-found',
        `GitHub shows no team ${team}: either there is none, or its members may not be read (organization permission "Members: read").`,
      );
    visible.set(team, github.now());
  }

  return {
    async isMember(team, login) {
      const [org, slug, ...rest] = team.split('/');
      if (!org || !slug || rest.length > 0)
        throw new Fault('invalid', `A GitHub team is written organization/team; this is "${team}".`);
      const request = github.patient.request('GET /orgs/{org}/teams/{team_slug}/memberships/{username}', {
        org,
        team_slug: slug,
        username: login,
      });
      const membership = await askMaybe(request, z.object({ state: z.string() }), `members of ${team}`);
      if (membership) return membership.state === 'active';
      await mustBeVisible(org, slug);
      return false;
    },
  };
}
