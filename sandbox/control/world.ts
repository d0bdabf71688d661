import { z } from 'zod';
import type { LiveWorld } from '../live.ts';
import { scenarios } from '../scenarios/index.ts';
import { pick } from './nearest.ts';
import { channelNamed } from './people.ts';
import { Problem, type Routes, read } from './router.ts';

const since = z.coerce.number().int().min(0).default(0);

/** What the world looks like, and what can happen to it. */
export function worldRoutes(world: LiveWorld): Routes {
  const byName = new Map(scenarios.map((scenario) => [scenario.name, scenario]));
  const handles = new Map(world.people.map((person) => [person.handle, person.handle]));
  return {
    'GET /api/channels/:name/messages': ({ params, query }) => {
      const as = query.get('as');
      const channel = channelNamed(world, params.name ?? '');
      const messages =
        as === null ? world.slack.messages(channel) : world.slack.messages(channel, pick(handles, as, 'handle'));
      return { body: messages };
    },
    'GET /api/directory': () => ({
      body: { ...world.slack.directory(), example: world.example, repository: world.seed.repository },
    }),
    'GET /api/world': () => {
      const { running, runs, workflows, deployments, repositories } = world.github.world();
      const { groups } = world.slack.directory();
      const people = world.people.map(({ handle, name, slackId }) => {
        const roles = groups.filter((group) => group.users.includes(slackId)).map((group) => group.handle);
        return [handle, { name, roles }] as const;
      });
      return {
        body: {
          people: Object.fromEntries(people),
          running,
          runs,
          workflows,
          deployments,
          repositories,
          traffic: world.traffic.counts(),
          ...platformOf(world),
        },
      };
    },
    'GET /api/traffic': ({ query }) => ({
      body: {
        entries: world.traffic.list(read(since, query.get('since') ?? undefined)),
        counts: world.traffic.counts(),
      },
    }),
    'GET /api/scenarios': () => ({
      body: scenarios.map(({ name, title, description, parameters, suggest }) => ({
        name,
        title,
        description,
        parameters,
        suggestions: suggest(world),
      })),
    }),
    'POST /api/scenarios/:name': async ({ params, body }) => {
      const scenario = pick(byName, params.name ?? '', 'scenario');
      try {
        return { body: { scenario: scenario.name, ...(await scenario.run(world, body)) } };
      } catch (error) {
        if (error instanceof z.ZodError)
          throw new Problem(400, z.prettifyError(error).replaceAll('\n', ' '), { error: 'invalid_body' });
        throw new Problem(422, error instanceof Error ? error.message : String(error), { error: 'impossible' });
      }
    },
  };
}

/** Where the parts of the platform are; null for what this world does not have. */
function platformOf({ platform }: LiveWorld) {
  const none = { cluster: null, prometheus: null, services: null, alertmanager: null, grafana: null, pagerduty: null };
  return {
    kubeconfig: platform?.kubeconfig ?? null,
    addresses: platform?.addresses ?? none,
    hosts: platform?.hosts ?? [],
  };
}
