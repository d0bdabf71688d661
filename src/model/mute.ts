import type { Instant } from './time.ts';

/** `authors`: being mentioned for one's commits. `reminders`: reminders, in channels and directly. `all`: these, and every mention. */
export const muteKinds = ['all', 'authors', 'reminders'] as const;
export type MuteKind = (typeof muteKinds)[number];

/** What somebody does not want to be told; null: until they want it again. */
export interface Mute {
  what: MuteKind;
  until: Instant | null;
}
