import type { ChangesAsk } from '../command.ts';
import { findEnvironment, findTarget } from '../model/catalog.ts';
import type { ChangeRequest } from '../model/change-request.ts';
import { anchorOf } from '../model/deployment.ts';
import { readMoment } from '../policy/moment.ts';
import type { Catalogs } from '../ports/catalogs.ts';
import type { Changes } from '../ports/changes.ts';
import type { Chat } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { Deployments } from '../ports/deployments.ts';

interface Ports {
  catalogs: Pick<Catalogs, 'active'>;
  changes: Pick<Changes, 'get' | 'list'>;
  chat: Pick<Chat, 'permalink'>;
  clock: Clock;
  deployments: Pick<Deployments, 'get'>;
}

/** So many are listed, open and closed. */
const mostOpen = 15;
const mostClosed = 5;

export function changeUseCases(ports: Ports): ChangesAsk {
  const link = (change: ChangeRequest) => ports.chat.permalink(anchorOf(change.deploymentId));

  const find: ChangesAsk['find'] = async (id) => {
    const change = await ports.changes.get(id);
    const deployment = change && (await ports.deployments.get(change.deploymentId));
    return change && deployment ? { change, deployment } : null;
  };

  return {
    find,
    async show(id) {
      const found = await find(id);
      return found && { kind: 'change-request', ...found, url: await link(found.change) };
    },
    async list(environment) {
      const where = environment === null ? {} : { environment };
      const [open, closed] = await Promise.all([
        ports.changes.list({ open: true, ...where, limit: mostOpen + 1 }),
        ports.changes.list({ open: false, ...where, limit: mostClosed }),
      ]);
      const more = open.length > mostOpen;
      const shown = open.slice(0, mostOpen);
      const found = await Promise.all([...shown, ...closed].map(async (one) => [one.id, await link(one)] as const));
      const urls = Object.fromEntries(found.flatMap(([id, url]) => (url === null ? [] : [[id, url] as const])));
      return { kind: 'change-requests', environment, open: shown, more, closed, urls };
    },
    async timeProblem(environment, target, typed) {
      const found = findTarget(await ports.catalogs.active(), target);
      const window = found && findEnvironment(found.pipeline, environment)?.gates.window;
      const moment = readMoment(typed, { now: ports.clock.now(), timezone: window?.timezone ?? 'utc' });
      return typeof moment === 'number' ? null : moment;
    },
  };
}
