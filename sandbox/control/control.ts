import type { LiveWorld } from '../live.ts';
import { botRoutes } from './bot.ts';
import { clockRoutes } from './clock.ts';
import { eventRoutes } from './events.ts';
import { faultRoutes } from './faults.ts';
import { githubRoutes } from './github.ts';
import { peopleRoutes } from './people.ts';
import type { RawRoutes, Routes } from './router.ts';
import { worldRoutes } from './world.ts';

/** All routes of the control API; `../README.md` documents each. */
export function controlRoutes(world: LiveWorld): { routes: Routes; raw: RawRoutes } {
  return {
    routes: {
      ...peopleRoutes(world),
      ...githubRoutes(world),
      ...worldRoutes(world),
      ...botRoutes(world),
      ...faultRoutes(world),
      ...clockRoutes(world),
    },
    raw: eventRoutes(world),
  };
}
