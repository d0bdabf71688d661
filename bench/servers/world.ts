import path from 'node:path';
import { createClock } from '../../sandbox/clock.ts';
import { clockForBot } from '../../sandbox/control/clock.ts';
import { listen } from '../../sandbox/control/server.ts';
import { botEnvironment } from '../../sandbox/environment.ts';
import { createGitHub } from '../../sandbox/github/simulation.ts';
import { createIds } from '../../sandbox/ids.ts';
import { channelNames, createPeople, userGroups } from '../../sandbox/people.ts';
import { createSlack } from '../../sandbox/slack/slack.ts';
import { createTraffic } from '../../sandbox/traffic.ts';
import { readWorld } from '../../sandbox/world.ts';
import type { World } from './world-line.ts';

/**
 * Slack, GitHub and their clock around a product that the bench starts itself. Prints, as JSON, the settings that point the
 * product here. Its time stands still: nothing happens in it but what the product asks for.
 */
const [data = '', port = '', mode = 'socket'] = process.argv.slice(2);
const example = path.resolve('examples', 'trading-engine');
const seed = await readWorld(example);
const clock = createClock({ start: Date.parse(seed.start), speed: 0 });
const traffic = createTraffic({ keep: 10 });
const parts = { clock, ids: createIds('bench'), seed, people: createPeople(), traffic };
const slack = await createSlack(parts, {
  manifest: path.resolve('manifest.yml'),
  channels: channelNames,
  groups: userGroups,
});
const github = await createGitHub(parts, {});
const control = await listen({
  port: 0,
  routes: {},
  raw: {
    ...clockForBot(clock, traffic),
    // Where answers to the commands of the load go: as cheap as can be, so that the world takes little from the product.
    'POST /answer': (request, response) => {
      request.resume();
      response.end('ok');
    },
  },
});
const environment = botEnvironment({
  slack,
  github,
  platform: null,
  catalog: path.join(example, 'quarterdeck.yml'),
  data,
  port: Number(port),
  controlUrl: control.url,
  http: mode === 'http',
  app: false,
  replica: null,
  shell: process.env,
});
const user = parts.people[0]?.slackId ?? '';
const channel = slack.directory().channels[0]?.id ?? '';
const world: World = { environment, from: { user, channel, answerUrl: `${control.url}/answer` } };
console.log(JSON.stringify(world));
