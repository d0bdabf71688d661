import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { bothAwayForAMinute, freezeBot, githubAway, killPostgres, restartBot, slackAway } from './harms.ts';
import { deployStruck, moments } from './moments.ts';
import { expectOneDeployment } from './verdict.ts';
import { type FaultWorld, openFaultWorld } from './world.ts';

const { gathering, asking, voting, gates, dispatching, running } = moments;
const everywhere = [gathering, asking, voting, gates, dispatching, running];

const matrix = [
  { what: 'kill -9 of its Postgres', harm: killPostgres, moments: everywhere },
  { what: 'the bot is stopped in order and started', harm: restartBot, moments: everywhere },
  { what: 'the bot stands still', harm: freezeBot, moments: [gathering, voting, dispatching, running] },
  { what: 'Slack is away', harm: slackAway, moments: [gathering, asking, voting, dispatching, running] },
  { what: 'GitHub is away', harm: githubAway, moments: [gathering, gates, dispatching, running] },
  { what: 'both are away for a minute', harm: bothAwayForAMinute, moments: [dispatching] },
].flatMap(({ what, harm, moments: at }) => at.map((moment) => ({ what, harm, moment, when: moment.when })));

describe('something goes away and comes back', () => {
  let world: FaultWorld;
  beforeAll(async () => {
    world = await openFaultWorld();
  });
  afterAll(() => world?.close());
  // A bot that one fault has ended is there again for the next.
  beforeEach(() => world.bot.start());

  test.each(matrix)('$what $when', async ({ what, harm, moment }) => {
    const deployment = await deployStruck(world, 'api', moment, () => harm(world));
    await expectOneDeployment(world, deployment, `${what} ${moment.when}`);
    expect(await world.bot.ready(), 'the bot is ready').toBe(true);
  });
});
