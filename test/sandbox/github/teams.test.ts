import { expect, test, vi } from 'vitest';
import { collectWebhooks } from './collect-webhooks.ts';
import { startWorld } from './world.ts';

test('who comes into a team and who leaves it is told, and nothing else', async () => {
  await using world = await startWorld('trading-engine');
  await using bot = await collectWebhooks();
  world.github.deliverTo(bot.url);
  world.github.setTeamMembers('release-managers', ['luis-lead', 'sam-sre']);
  await vi.waitFor(() => expect(bot.received).toHaveLength(2), { interval: 5 });
  expect(bot.events()).toEqual(['membership.removed', 'membership.added']);
  const team = { slug: 'release-managers', name: 'release-managers' };
  expect(bot.bodies('membership')).toMatchObject([
    { scope: 'team', member: { login: 'lena-lead' }, team, organization: { login: 'acme' } },
    { scope: 'team', member: { login: 'sam-sre' }, team, installation: { id: 5150001 } },
  ]);
  const { data } = await world.octokit.teams.listMembersInOrg({ org: 'acme', team_slug: 'release-managers' });
  expect(data.map(({ login }) => login)).toEqual(['luis-lead', 'sam-sre']);
});
