import { z } from 'zod';
import { durationPattern, parseDuration } from '../duration.ts';
import type { LiveWorld } from '../live.ts';
import { type Effect, type Which, whichVersions } from '../platform/ailments.ts';
import { platformOf } from './platform-of.ts';
import { defineScenario, type Scenario } from './scenario.ts';

/** Which services, where and of which version. */
const whom = {
  service: z.string().min(1).optional().describe('Service; without one, all of them'),
  environment: z.string().min(1).default('production'),
  version: z
    .enum(whichVersions)
    .default('next')
    .describe('next: the one that is deployed from now on; newest: the one that came last; all: whatever runs'),
  for: z.string().regex(durationPattern).optional().describe("In the world's time, such as 10m; without it until calm"),
};

interface Whom {
  service?: string | undefined;
  environment: string;
  version: Which;
  for?: string | undefined;
}

/** Lets it befall them; says what was done. */
async function befall(world: LiveWorld, { service, environment, version, for: time }: Whom, effect: Effect) {
  const { serving, befall: begin } = await platformOf(world);
  const known = serving.processes();
  const environments = [...new Set(known.map((each) => each.environment))];
  if (!environments.includes(environment))
    throw new Error(`Nothing runs in "${environment}", only in ${environments.join(' and ')}.`);
  const services = [...new Set(known.map((each) => each.service))];
  if (service !== undefined && !services.includes(service))
    throw new Error(`No service is called "${service}", only ${services.join(', ')}.`);
  const ailment = { effect, environment, version, ...(service === undefined ? {} : { service }) };
  begin(ailment, time === undefined ? undefined : parseDuration(time));
  return { service: service ?? services, environment, version, ...(time === undefined ? {} : { for: time }) };
}

const suggest = (world: LiveWorld) => {
  const known = world.seed.traffic ?? [];
  return {
    service: [...new Set(known.map((each) => each.service))],
    environment: [...new Set(known.map((each) => each.environment))],
    version: [...whichVersions],
  };
};

const share = (text: string) => z.number().min(0).max(100).default(25).describe(text);
const times = (usual: number) => z.number().min(1).max(1_000).default(usual).describe('So many times as long');

/** What a service does badly. The bot sees it in the metrics and in health checks. */
export const serviceScenarios: Scenario[] = [
  defineScenario({
    name: 'error-spike',
    title: 'Errors in a version',
    description: 'A share of the requests to the next version of a service is answered 500.',
    body: z.strictObject({ ...whom, percent: share('Percent of its requests') }),
    suggest,
    run: async (world, { percent, ...rest }) => ({
      ...(await befall(world, rest, { errors: percent / 100 })),
      percent,
    }),
  }),
  defineScenario({
    name: 'latency-step',
    title: 'A slow version',
    description: 'The next version of a service answers many times slower.',
    body: z.strictObject({ ...whom, times: times(15) }),
    suggest,
    run: async (world, { times: slower, ...rest }) => ({ ...(await befall(world, rest, { slower })), times: slower }),
  }),
  defineScenario({
    name: 'memory-leak',
    title: 'A slow memory leak',
    description: 'Each process of the next version of a service loses memory until it is started anew.',
    body: z.strictObject({ ...whom, perMinute: z.number().positive().default(8).describe('MiB in a minute') }),
    suggest,
    run: async (world, { perMinute, ...rest }) => ({
      ...(await befall(world, rest, { leak: (perMinute * 1_048_576) / 60 })),
      perMinute,
    }),
  }),
  defineScenario({
    name: 'no-traffic',
    title: 'No traffic',
    description: 'Nobody asks a service anything any more, so that its metrics say nothing.',
    body: z.strictObject({ ...whom, version: whom.version.default('all') }),
    suggest,
    run: (world, body) => befall(world, body, { traffic: 0 }),
  }),
];

/** What its containers do badly. */
export const podScenarios: Scenario[] = [
  defineScenario({
    name: 'crash-loop',
    title: 'Pods crash',
    description: 'Containers of the next version of a service end again and again a while after they have started.',
    body: z.strictObject({
      ...whom,
      afterSeconds: z.number().positive().default(20).describe("Seconds of the world's time after each start"),
    }),
    suggest,
    run: async (world, { afterSeconds, ...rest }) => ({
      ...(await onCluster(world, rest, { kind: 'crashes', afterSeconds })),
      afterSeconds,
    }),
  }),
  defineScenario({
    name: 'pods-pending',
    title: 'Pods find no place',
    description: 'No node has room for pods of the next version of a service.',
    body: z.strictObject(whom),
    suggest,
    run: (world, body) => onCluster(world, body, { kind: 'unschedulable' }),
  }),
  defineScenario({
    name: 'never-ready',
    title: 'Pods never get ready',
    description: 'Containers of the next version of a service start, but their readiness probe fails.',
    body: z.strictObject(whom),
    suggest,
    run: (world, body) => onCluster(world, body, { kind: 'never-ready' }),
  }),
];

async function onCluster(world: LiveWorld, whom: Whom, image: NonNullable<Effect['image']>) {
  if ((await platformOf(world)).cluster === null) throw new Error('This example runs on no cluster.');
  return befall(world, whom, { image });
}
