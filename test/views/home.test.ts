import { expect, test } from 'vitest';
import { checkHome } from '../../sandbox/slack/blocks/check-view.ts';
import { homeNote, homeView } from '../../src/views/home.ts';
import { approval, deployment, membership, now, vote } from '../builders.ts';
import { buttons, sampleNotices } from './notices.ts';

const commands = [
  { name: '/deploy', opensForm: true, label: 'Deploy' },
  { name: '/deploys', opensForm: false, label: 'What' },
];

function homeOf(
  who: ReturnType<typeof membership>,
  waiting = deployment({ state: 'awaiting-approval', approval: approval() }),
) {
  const active = [{ deployment: waiting, buttons: buttons() }];
  const board = {
    kind: 'board' as const,
    environment: null,
    service: null,
    running: [],
    active,
    recent: [],
    locks: [],
    now,
  };
  return JSON.stringify(homeView({ board, membership: who, commands }));
}

test('what waits for an approver comes first, and only for those who may decide', () => {
  expect(homeOf(membership('lead'))).toContain('*Waits for you*  1 to approve or reject');
  expect(homeOf(membership('dev2'))).not.toContain('Waits for you');
  expect(homeOf(membership('dev', { roles: ['release-managers'] }))).not.toContain('Waits for you');
  const voted = deployment({ state: 'awaiting-approval', approval: approval({ votes: [vote('lead')] }) });
  expect(homeOf(membership('lead'), voted)).not.toContain('Waits for you');
});

test('begins with a button for each command that has a form', () => {
  const home = homeOf(membership('dev'));
  expect(home).toContain('"action_id":"begin:/deploy"');
  expect(home).not.toContain('begin:/deploys"');
});

test.each(['<!channel>', 'x'.repeat(3_000)])('is a Home tab that Slack takes, however much there is: %#', (text) => {
  for (const many of [0, 3, 60]) {
    for (const notice of sampleNotices({ text, many })) {
      if (notice.kind === 'board') checkHome(homeView({ board: notice, membership: membership('lead'), commands }));
    }
  }
  checkHome(homeNote(text));
});
