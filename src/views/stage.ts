export type StageState = 'pending' | 'running' | 'waiting' | 'done' | 'failed' | 'cancelled' | 'skipped';

/** One stage of a deployment, as the card lists it. `words` says its state and time in plain text. */
export interface Stage {
  id: string;
  title: string;
  state: StageState;
  words: string;
  url: string | null;
}
