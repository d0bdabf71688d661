import type { ButtonAction } from '../model/button.ts';

/** The parameters behind buttons. The id is opaque: a person who forges one finds nothing. */
export interface Buttons {
  /** The id of the button for this action; the same action has the same id. */
  offer(action: ButtonAction): Promise<string>;
  find(id: string): Promise<ButtonAction | null>;
}
