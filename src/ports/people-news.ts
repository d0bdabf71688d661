/**
 * That Slack has said that somebody has changed: told to every replica, so that none goes by what it knew before. What gets lost is
 * made up for by how briefly answers are kept.
 */
export interface PeopleNews {
  /** `groups`, or the Slack id of somebody. */
  tell(what: string): Promise<void>;
  /** Called here and at all other replicas; with an empty text when something may have been missed. */
  hear(listener: (what: string) => void): () => void;
}
