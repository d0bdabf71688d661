import { describe, expect, test } from 'vitest';
import type { LockWaiter } from '../../src/model/lock.ts';
import { minute } from '../../src/model/time.ts';
import { boardView } from '../../src/views/board.ts';
import { board, deployment, lockOf, now, person, running } from '../builders.ts';

const active = [{ deployment: deployment(), buttons: [] }];
const staging = ['api', 'worker'].map((service) => running({ service }));
const production = running({ environment: 'production' });

test('a lock that is free and kept says for whom, until when and what for', () => {
  const first: LockWaiter = {
    id: 'w-1',
    environment: 'staging',
    service: 'api',
    person: person('dev'),
    reason: 'order book',
    length: null,
    since: now,
    turnUntil: now + minute,
  };
  const said = JSON.stringify(boardView(board({ kept: [{ first, behind: ['Devin'] }] })).blocks);
  expect(said).toContain('*Locks*');
  expect(said).toMatch(/\*api in staging\* is free, and kept for dev until <!date.* to lock: order book/);
  expect(said).toContain('1. dev, 2. Devin');
});

/** What a notification and a screen reader say. */
describe('the plain text of /deploys', () => {
  test.each<[string, Parameters<typeof board>[0]]>([
    ['Deployments: nothing is on its way or waiting. Nothing has been deployed through here yet.', {}],
    [
      'Deployments: 1 is on its way or waiting. 2 services run in staging, 1 in production.',
      { active, running: [...staging, production] },
    ],
    [
      'Deployments of api in production: 2 are on their way or waiting. 1 service runs in production. 1 lock holds deploys.',
      {
        service: 'api',
        environment: 'production',
        active: [...active, ...active],
        running: [production],
        locks: [lockOf()],
      },
    ],
    [
      'Deployments in staging: nothing is on its way or waiting. 2 services run in staging. 2 locks hold deploys.',
      { environment: 'staging', running: staging, locks: [lockOf(), lockOf({ id: 'l-2', service: 'api' })] },
    ],
  ])('%s', (text, changes) => {
    expect(boardView(board(changes)).text).toBe(text);
  });
});
