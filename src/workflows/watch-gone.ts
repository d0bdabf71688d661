import { stillWatched } from '../model/rollout.ts';
import { record } from './audit.ts';
import { endWatch } from './watch-end.ts';
import { showWatch } from './watch-show.ts';
import type { Watching } from './watching.ts';

/** Something else goes out to some services, as `why` says: the watch goes on for those that are left. True when none is, and it is over. */
export async function endsFor(
  watching: Watching,
  services: readonly string[],
  by: string,
  why: string,
): Promise<boolean> {
  const { context, ports, deployment, watch } = watching;
  const before = stillWatched(deployment.services, watch);
  const gone = before.filter((service) => services.includes(service));
  if (gone.length === before.length) {
    await endWatch(watching, { state: 'superseded', why });
    return true;
  }
  if (gone.length === 0) return false;
  watch.gone = [...(watch.gone ?? []), { services: gone, by }];
  const details = { services: gone, why, goesOn: stillWatched(deployment.services, watch) };
  await record(context, ports, deployment, 'watch.superseded', { system: 'quarterdeck' }, details, watch.gone.length);
  // What was asked may have been about them alone: that is seen at the next look, also when its time is over.
  if (watch.state === 'inconclusive') Object.assign(watch, { state: 'watching', endedAt: null });
  await showWatch(context, ports, deployment, watch, 'goes on without some');
  return false;
}
