import type { PeopleNews } from '../../src/ports/people-news.ts';

export function createFakePeopleNews(): PeopleNews {
  const listeners = new Set<(what: string) => void>();
  return {
    async tell(what) {
      for (const listener of listeners) listener(what);
    },
    hear(listener) {
      listeners.add(listener);
      listener('');
      return () => listeners.delete(listener);
    },
  };
}
