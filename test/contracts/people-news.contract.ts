import { describe, expect, test } from 'vitest';
import type { PeopleNews } from '../../src/ports/people-news.ts';
import { eventually } from '../adapters/slack/at-slack.ts';

/** The promises of `ports/people-news.ts`. `open` makes two replicas. */
export function peopleNewsContract(name: string, open: () => Promise<[PeopleNews, PeopleNews]>): void {
  describe(`news of people: ${name}`, () => {
    test('are heard at every replica, until it no longer listens', async () => {
      const [here, there] = await open();
      const heard: string[][] = [[], []];
      const stops = [here, there].map((news, index) => news.hear((what) => heard[index]?.push(what)));
      // Listening has begun: what was before may have been missed.
      await eventually('both listen', () => heard.every((each) => each.includes('')));
      await here.tell('U0DEV0000');
      await there.tell('groups');
      const all = (each: string[]) =>
        each
          .filter((what) => what !== '')
          .sort()
          .join();
      await eventually('both have heard', () => heard.every((each) => all(each) === 'U0DEV0000,groups'));
      stops[0]?.();
      await there.tell('U0LEAD000');
      await eventually('the other has heard', () => heard[1]?.includes('U0LEAD000') ?? false);
      expect(heard[0]).not.toContain('U0LEAD000');
    });
  });
}
