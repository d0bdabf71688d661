import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { GitHubHarness, OpenGitHub } from './github-harness.ts';

/** The promises of `ports/teams.ts`. */
export function teamsContract(name: string, open: OpenGitHub): void {
  describe(`teams: ${name}`, () => {
    let harness: GitHubHarness;
    beforeEach(async () => {
      harness = await open();
    });
    afterEach(() => harness.close());

    test('a member is one, in whatever letters the login is written', async () => {
      expect(await harness.teams.isMember('acme/leads', 'lena-lead')).toBe(true);
      expect(await harness.teams.isMember('acme/leads', 'Lena-Lead')).toBe(true);
    });

    test('somebody else is not', async () => {
      expect(await harness.teams.isMember('acme/leads', 'dana-dev')).toBe(false);
    });

    test.each(['acme/none', 'elsewhere/leads'])('a team that cannot be seen is a fault: %s', async (team) => {
      await expect(harness.teams.isMember(team, 'lena-lead')).rejects.toMatchObject({ name: 'Fault' });
    });

    test.each(['leads', 'acme/leads/more', '/leads', ''])('%j is not how a team is written', async (team) => {
      await expect(harness.teams.isMember(team, 'lena-lead')).rejects.toMatchObject({ kind: 'invalid' });
    });
  });
}
