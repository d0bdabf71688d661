import { describe, expect, test } from 'vitest';
import { boardView } from '../../src/views/board.ts';
import { board, deployment, lockOf, running } from '../builders.ts';

const active = [{ deployment: deployment(), buttons: [] }];
const staging = ['api', 'worker'].map((service) => running({ service }));
const production = running({ environment: 'production' });

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
