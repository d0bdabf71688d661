import { expect, test } from 'vitest';
import { catalog } from '../../builders.ts';
import { manifest } from '../../sandbox/slack/workspace.ts';
import { atSlack } from './at-slack.ts';

const door = () => ({ mode: 'socket' as const, open: true });

test('finds everything in order in a workspace that was set up as documented', async () => {
  const { ours } = await atSlack();
  const findings = await ours.examine({ catalog: async () => catalog(), door });
  expect(findings.filter(({ ok }) => !ok)).toEqual([]);
  expect(findings.map(({ what }) => what)).toContain('Channel #deployments');
});

test('names each missing scope, channel, group and connection with its mend', async () => {
  const { ours } = await atSlack({
    workspace: { manifest: manifest(['usergroups:read']), botOutside: ['operations'] },
  });
  const wanted = catalog({ channels: { operations: 'operations', security: 'nowhere' } });
  const findings = await ours.examine({ catalog: async () => wanted, door: () => ({ mode: 'socket', open: false }) });
  const bad = findings.filter(({ ok }) => !ok);
  expect(bad.every(({ mend }) => mend !== null && mend.length > 10)).toBe(true);
  const told = JSON.stringify(bad);
  for (const part of ['usergroups:read', '#operations', '#nowhere', 'Socket Mode', 'User groups'])
    expect(told).toContain(part);
});

test('a refused token is one finding, not a failure', async () => {
  const { slack, ours } = await atSlack();
  slack.fault({ method: 'auth.test', times: 1, kind: 'error', error: 'invalid_auth' });
  const findings = await ours.examine({ catalog: async () => catalog(), door });
  expect(findings.find(({ what }) => what === 'Slack bot token')).toMatchObject({ ok: false });
});
