import type { Mute, MuteKind } from '../model/mute.ts';
import type { Instant } from '../model/time.ts';

/** What people do not want to be told. */
export interface Mutes {
  /** Takes the place of an earlier one of the same kind. */
  mute(slackId: string, mute: Mute): Promise<void>;
  /** Everything is told again. */
  unmute(slackId: string): Promise<void>;
  /** What somebody has muted at this instant, by kind. */
  of(slackId: string, now: Instant): Promise<Mute[]>;
  /** Which of these people have muted this kind, or all. */
  among(slackIds: readonly string[], what: MuteKind, now: Instant): Promise<string[]>;
}
