import { createContext, useContext } from 'react';
import type { Directory } from './api.ts';

/** Who and what is there, for everything that draws names. */
export const Surroundings = createContext<Directory>({
  channels: [],
  people: [],
  groups: [],
  commands: [],
  bot: { id: '', name: '' },
  example: '',
  repository: '',
});

export const useSurroundings = () => useContext(Surroundings);
