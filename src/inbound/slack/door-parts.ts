import type { Call, Command } from '../../command.ts';
import type { Instant } from '../../model/time.ts';
import type { Buttons } from '../../ports/buttons.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Inbox } from '../../ports/inbox.ts';
import type { PeopleNews } from '../../ports/people-news.ts';
import type { Acted } from './calls.ts';
import type { OpeningParts } from './opening.ts';

export interface DoorParts extends OpeningParts {
  commands: readonly Command[];
  inbox: Pick<Inbox, 'accept'>;
  buttons: Pick<Buttons, 'find'>;
  call: (acted: Acted) => Promise<Call>;
  clock: Pick<Clock, 'now'>;
  news: Pick<PeopleNews, 'tell'>;
  /** Real time. */
  now: () => Instant;
}

/** Acknowledges, with what Slack should do or show. */
export type Ack = (answer?: Record<string, unknown>) => Promise<void>;
