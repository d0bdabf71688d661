import { z } from 'zod';
import { defineScenario } from './scenario.ts';

export const calm = defineScenario({
  name: 'calm',
  title: 'Everything back to normal',
  description:
    'Ends all faults, delivers webhooks again, makes checks green, heals what runs and gives everybody their groups back.',
  body: z.strictObject({}),
  run(world) {
    world.slack.clearFaults();
    world.github.clearFaults();
    world.platform?.opened?.heal();
    world.github.webhooks('normal');
    world.github.setChecks({ conclusion: 'success' });
    for (const { handle: group } of world.slack.directory().groups)
      world.slack.setGroupMembers(
        group,
        world.people.filter((person) => person.groups.includes(group)).map((person) => person.handle),
      );
    for (const [team, logins] of Object.entries(world.seed.teams)) world.github.setTeamMembers(team, logins);
    return { calm: true };
  },
});
