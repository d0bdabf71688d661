import type { Catalog } from '../../model/catalog.ts';
import type { Finding } from '../../model/notice.ts';
import type { Instant } from '../../model/time.ts';
import type { Charts } from '../../ports/charts.ts';
import type { Log } from '../../ports/log.ts';
import type { Outbox } from '../../ports/outbox.ts';
import type { Pause } from '../../ports/pause.ts';
import type { People } from '../../ports/people.ts';
import type { Teams } from '../../ports/teams.ts';
import { createChannels } from './channels.ts';
import type { SlackAccess } from './client.ts';
import { createSlackClient } from './client.ts';
import type { Courier } from './courier.ts';
import { createCourier } from './courier.ts';
import { examineSlack } from './doctor.ts';
import { createGroups } from './groups.ts';
import type { Identity } from './identity.ts';
import { createIdentity } from './identity.ts';
import type { PeopleParts } from './people.ts';
import { createPeople } from './people.ts';
import { createPictures } from './pictures.ts';
import { createAnswer } from './response-url.ts';
import { createSchedule } from './schedule.ts';
import type { Surface } from './surface.ts';
import { createSurface } from './surface.ts';

export interface SlackParts {
  access: SlackAccess;
  log: Log;
  teams: Teams;
  /** Draws what messages show. */
  charts: Charts;
  /** The GitHub login that somebody is known by. */
  loginOf: PeopleParts['loginOf'];
  ownersOf: PeopleParts['ownersOf'];
  /** How many times as many calls as Slack promises are made. */
  pace: number;
  /** The real clock, and a wait on it that ends with an error when the process stops. */
  now: () => Instant;
  pause: Pause;
}

export interface Slack {
  people: People;
  /** What `PeopleNews` tells has changed. */
  forget(what: string): void;
  surface: Surface;
  /** Who the bot is; asked once. */
  identity(): Promise<Identity>;
  courier(outbox: Outbox, permalink: (anchor: string) => Promise<string | null>): Courier;
  examine(about: {
    catalog: () => Promise<Catalog>;
    door: () => { mode: 'socket' | 'http'; open: boolean } | null;
  }): Promise<Finding[]>;
}

/** Everything we say to one Slack workspace. Nothing is sent until a part is used. */
export function createSlack(parts: SlackParts): Slack {
  const { access, log, now, pause } = parts;
  const client = createSlackClient(access, log);
  const schedule = createSchedule({ now, pause, times: parts.pace });
  const identity = createIdentity(client, schedule);
  const channels = createChannels(client, schedule, now);
  const groups = createGroups(client, schedule, now);
  const answer = createAnswer({ apiUrl: access.apiUrl });
  const { charts } = parts;
  const pictures = createPictures({ client, schedule, charts, apiUrl: access.apiUrl, log, now });
  const people = createPeople({ ...parts, client, schedule, identity, groups });
  return {
    people,
    forget: people.forget,
    surface: createSurface(client, schedule),
    identity,
    courier: (outbox, permalink) =>
      createCourier({ client, schedule, channels, outbox, identity, permalink, answer, pictures, log, now, pause }),
    // A token that was replaced since the start must be seen as it is now.
    examine: (about) =>
      examineSlack({ client, schedule, channels, groups, identity: createIdentity(client, schedule), ...about }),
  };
}
