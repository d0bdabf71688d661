import { z } from 'zod';
import type { LiveWorld } from '../live.ts';
import { defineScenario } from './scenario.ts';

export const approverLeaves = defineScenario({
  name: 'approver-leaves',
  title: 'An approver leaves the group',
  description: 'A person is taken out of a Slack user group, and out of the GitHub team of the same name.',
  body: z.strictObject({
    handle: z.string().min(1).default('lead').describe('Who leaves'),
    group: z.string().min(1).default('release-managers').describe('User group'),
  }),
  suggest: (world) => ({
    handle: world.people.map((person) => person.handle),
    group: world.slack.directory().groups.map((group) => group.handle),
  }),
  run(world, { handle, group }) {
    const person = world.people.find((candidate) => candidate.handle === handle);
    if (person === undefined) throw new Error(`Nobody here is called "${handle}".`);
    const members = membersOf(world, group);
    if (!members.includes(handle)) throw new Error(`${handle} is not in ${group}: ${members.join(', ')}.`);
    const left = members.filter((member) => member !== handle);
    world.slack.setGroupMembers(group, left);
    const team = world.seed.teams[group];
    if (team !== undefined) {
      const stay = new Set(world.people.filter((p) => left.includes(p.handle)).map((p) => p.githubLogin));
      const everybody = new Set(world.people.map((p) => p.githubLogin));
      world.github.setTeamMembers(
        group,
        team.filter((login) => stay.has(login) || !everybody.has(login)),
      );
    }
    return { group, left: handle, members: left };
  },
});

/** Handles of those who are in the group now. */
function membersOf(world: LiveWorld, group: string): string[] {
  const { groups } = world.slack.directory();
  const found = groups.find((candidate) => candidate.handle === group);
  if (found === undefined)
    throw new Error(
      `There is no user group "${group}", only ${groups.map((candidate) => candidate.handle).join(', ')}.`,
    );
  return world.people.filter((person) => found.users.includes(person.slackId)).map((person) => person.handle);
}
