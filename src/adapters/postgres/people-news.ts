import type { PeopleNews } from '../../ports/people-news.ts';
import type { Database } from './database.ts';
import { cleanText } from './encoding.ts';

const channel = 'quarterdeck_people';

/** News of people, as notifications: nothing is stored. */
export function createPeopleNews(database: Database): PeopleNews {
  return {
    async tell(what) {
      await database.query('select pg_notify($1, $2)', [channel, cleanText(what).slice(0, 100)]);
    },
    hear: (listener) => database.session.listen(channel, listener),
  };
}
