import { createContext, useContext } from 'react';
import type { Control } from '../world/api.ts';

/** What the blocks of one message, form or Home tab do when somebody uses them. */
export interface Interaction {
  /** Tells the bot; resolves when it has acknowledged. */
  press(control: Control): Promise<void>;
  /** Labels that the bot offers for a query, in an external select. */
  options(label: string, query: string): Promise<string[]>;
  /** True while the bot has not yet acknowledged, or where nothing can be pressed. */
  busy: boolean;
}

export const InteractionContext = createContext<Interaction>({
  press: async () => {},
  options: async () => [],
  busy: true,
});

export const useInteraction = () => useContext(InteractionContext);
