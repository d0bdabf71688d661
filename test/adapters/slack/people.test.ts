import { describe, expect, test } from 'vitest';
import type { RoleSource } from '../../../src/model/catalog.ts';
import { minute, second } from '../../../src/model/time.ts';
import { holdsOneOf } from '../../../src/policy/roles.ts';
import { atSlack } from './at-slack.ts';

const source = (changes: Partial<RoleSource> = {}): RoleSource => ({
  slackGroups: [],
  slackUsers: [],
  githubTeams: [],
  ...changes,
});
const roles = {
  developers: source({ slackGroups: ['developers'] }),
  managers: source({ slackGroups: ['@release-managers'] }),
};

describe('people', () => {
  test('are who Slack says, linked to GitHub by id or email', async () => {
    const world = await atSlack({ links: [{ slack: 'dev@acme.example', github: 'dana-dev' }] });
    const person = await world.ours.people.person(world.person('dev'));
    expect(person).toEqual({
      slackId: world.person('dev'),
      name: 'Dana Whitfield',
      kind: 'member',
      githubLogin: 'dana-dev',
    });
    expect((await world.ours.people.person(world.person('lead'))).githubLogin).toBeNull();
  });

  test('are found by their GitHub account, linked by id or email; who is linked to nobody is not', async () => {
    const lead = { slack: 'U0NOBODY', github: 'ghost' };
    const gone = { slack: 'gone@acme.example', github: 'gone' };
    const world = await atSlack({ links: [{ slack: 'dev@acme.example', github: 'dana-dev' }, gone, lead] });
    const found = await world.ours.people.byGitHub('Dana-Dev');
    expect(found).toMatchObject({ slackId: world.person('dev'), name: 'Dana Whitfield', githubLogin: 'dana-dev' });
    expect(await world.ours.people.byGitHub('octocat')).toBeNull();
    expect(await world.ours.people.byGitHub('gone')).toBeNull();
    await expect(world.ours.people.byGitHub('ghost')).rejects.toMatchObject({ name: 'Fault' });
  });

  test('of several whose a GitHub account may be it is theirs who is known by it', async () => {
    const asked: unknown[] = [];
    const world = await atSlack({
      ownersOf: async () => ['gone@acme.example', 'lead@acme.example', 'dev@acme.example'],
      loginOf: async (who) => {
        asked.push(who);
        return who.email === 'dev@acme.example' ? 'dana-dev' : null;
      },
    });
    expect(await world.ours.people.byGitHub('Dana-Dev')).toMatchObject({ slackId: world.person('dev') });
    expect(await world.ours.people.byGitHub('octocat')).toBeNull();
    const dana = { slackId: world.person('dev'), kind: 'member', email: 'dev@acme.example', confirmed: true };
    expect(asked).toContainEqual(dana);
  });

  test('an address is looked up once an hour; who they are is looked at as often as before, and one that Slack does not know again', async () => {
    const gone = { slack: 'gone@acme.example', github: 'gone' };
    const world = await atSlack({ links: [{ slack: 'Dev@acme.example', github: 'dana-dev' }, gone] });
    const { people } = world.ours;
    for (let asked = 0; asked < 5; asked++) {
      expect(await people.byGitHub('dana-dev')).toMatchObject({ slackId: world.person('dev') });
      world.passes(10 * minute);
    }
    expect(world.calls('users.lookupByEmail')).toBe(1);
    expect(world.calls('users.info')).toBe(5);
    world.passes(10 * minute);
    await people.byGitHub('dana-dev');
    expect(world.calls('users.lookupByEmail')).toBe(2);
    await people.byGitHub('gone');
    world.passes(minute);
    await people.byGitHub('gone');
    expect(world.calls('users.lookupByEmail')).toBe(4);
  });

  test('an address that somebody else has got by now is theirs at once', async () => {
    const world = await atSlack({ links: [{ slack: 'dev@acme.example', github: 'dana-dev' }] });
    const { people } = world.ours;
    expect(await people.byGitHub('dana-dev')).toMatchObject({ slackId: world.person('dev') });
    world.slack.setPerson('dev', { email: 'dana.old@acme.example' });
    world.slack.setPerson('dev2', { email: 'dev@acme.example' });
    world.passes(minute);
    expect(await people.byGitHub('dana-dev')).toMatchObject({ slackId: world.person('dev2') });
  });

  test('somebody of another workspace is nobody of the catalog, whatever their address', async () => {
    const world = await atSlack({ links: [{ slack: 'dev@acme.example', github: 'dana-dev' }] });
    world.slack.setPerson('dev', { kind: 'stranger' });
    expect(await world.ours.people.person(world.person('dev'))).toMatchObject({ kind: 'stranger', githubLogin: null });
    expect(await world.ours.people.byGitHub('dana-dev')).toBeNull();
  });

  test('hold the roles of their user groups, by handle or id, and of named users', async () => {
    const world = await atSlack();
    const group = world.slack.directory().groups.find(({ handle }) => handle === 'sre')?.id ?? '';
    const all = {
      ...roles,
      sre: source({ slackGroups: [group] }),
      named: source({ slackUsers: [world.person('sre')] }),
    };
    expect((await world.ours.people.membership(world.person('lead'), all)).roles).toEqual(['developers', 'managers']);
    expect((await world.ours.people.membership(world.person('sre'), all)).roles).toEqual([
      'developers',
      'sre',
      'named',
    ]);
  });

  test('who holds roles, to tell them: by user group and by name, each once, and not more than wanted', async () => {
    const world = await atSlack();
    const { managers = source() } = roles;
    const named = source({ slackUsers: [world.person('sre'), world.person('lead')] });
    const all = await world.ours.people.holders([named, managers], 10);
    expect(all.toSorted()).toEqual([world.person('sre'), world.person('lead'), world.person('lead2')].toSorted());
    expect(await world.ours.people.holders([named, managers], 2)).toHaveLength(2);
    expect(await world.ours.people.holders([source({ slackGroups: ['nobody'] })], 10)).toEqual([]);
  });

  test('lose a role at once when it is asked for freshly', async () => {
    const world = await atSlack();
    const lead = world.person('lead');
    expect((await world.ours.people.membership(lead, roles)).roles).toContain('managers');
    world.slack.setGroupMembers('release-managers', ['lead2']);
    expect((await world.ours.people.membership(lead, roles)).roles).toContain('managers');
    expect((await world.ours.people.membership(lead, roles, { fresh: true })).roles).not.toContain('managers');
  });

  test('lose a role, and their membership of the workspace, at once when it is said that these have changed', async () => {
    const world = await atSlack();
    const lead = world.person('lead');
    const { people, forget } = world.ours;
    expect((await people.membership(lead, roles)).roles).toContain('managers');
    world.slack.setGroupMembers('release-managers', ['lead2']);
    forget('groups');
    expect((await people.membership(lead, roles)).roles).toEqual(['developers']);
    world.slack.setPerson('lead', { kind: 'guest' });
    forget(world.person('dev'));
    expect((await people.person(lead)).kind).toBe('member');
    forget(lead);
    expect((await people.person(lead)).kind).toBe('guest');
  });

  test('lose a role, and their membership of the workspace, soon when it is not asked for freshly', async () => {
    const world = await atSlack();
    const lead = world.person('lead');
    expect((await world.ours.people.membership(lead, roles)).roles).toContain('managers');
    world.slack.setGroupMembers('release-managers', ['lead2']);
    world.slack.setPerson('lead', { kind: 'guest' });
    world.passes(15 * second);
    expect((await world.ours.people.membership(lead, roles)).roles).toEqual(['developers']);
    world.passes(45 * second);
    expect(await world.ours.people.membership(lead, roles)).toMatchObject({ roles: [], person: { kind: 'guest' } });
  });

  test('ask for the groups four times a minute at most, however many act', async () => {
    const world = await atSlack();
    for (let at = 0; at < 60; at++) {
      await world.ours.people.membership(world.person(at % 2 ? 'dev' : 'lead'), roles);
      world.passes(second);
    }
    expect(world.calls('usergroups.list')).toBeLessThanOrEqual(4);
  });

  test('ask for the groups once for everybody', async () => {
    const world = await atSlack();
    await Promise.all(
      ['dev', 'dev2', 'lead', 'sre'].map((handle) => world.ours.people.membership(world.person(handle), roles)),
    );
    await world.ours.people.membership(world.person('dev'), roles);
    expect(world.calls('usergroups.list')).toBe(1);
  });

  test.each(['guest', 'bot', 'stranger'] as const)('a %s holds nothing, whatever lists them', async (kind) => {
    const world = await atSlack();
    world.slack.setPerson('lead', { kind });
    const all = { ...roles, named: source({ slackUsers: [world.person('lead')] }) };
    const membership = await world.ours.people.membership(world.person('lead'), all);
    expect(membership).toMatchObject({ roles: [], person: { kind } });
  });

  test('a deactivated account holds nothing, and that is said', async () => {
    const world = await atSlack();
    world.slack.setPerson('lead', { deactivated: true });
    const membership = await world.ours.people.membership(world.person('lead'), roles, { fresh: true });
    expect(membership.roles).toEqual([]);
    expect(membership.unverified[0]?.why).toContain('deactivated');
  });

  test('hold the roles of GitHub teams through their linked account; without one it is not verified', async () => {
    const world = await atSlack({
      teams: { 'acme/release': ['lena-lead'] },
      links: [{ slack: 'lead@acme.example', github: 'lena-lead' }],
    });
    const team = { release: source({ githubTeams: ['acme/release'] }) };
    expect((await world.ours.people.membership(world.person('lead'), team)).roles).toEqual(['release']);
    const dev = await world.ours.people.membership(world.person('dev'), team);
    expect(dev.roles).toEqual([]);
    expect(dev.unverified).toMatchObject([
      { role: 'release', why: 'No GitHub account is linked to this person. /quarterdeck link does it.' },
    ]);
  });

  test('what cannot be verified is not held, and the reason is said', async () => {
    const world = await atSlack();
    world.slack.fault({ method: 'usergroups.list', times: 1, kind: 'error', error: 'missing_scope' });
    const membership = await world.ours.people.membership(world.person('lead'), roles);
    expect(membership.roles).toEqual([]);
    expect(membership.unverified.map(({ role }) => role)).toEqual(['developers', 'managers']);
    expect(membership.unverified[0]?.why).toContain('missing_scope');
    const unknown = { ghosts: source({ slackGroups: ['ghosts'] }) };
    expect((await world.ours.people.membership(world.person('lead'), unknown)).unverified[0]?.why).toBe(
      'Slack has no user group ghosts.',
    );
  });

  test('an outage of Slack is waited out by who asks freshly, and told to everybody else', async () => {
    const world = await atSlack();
    const away = () => world.slack.fault({ method: '*', times: 3, kind: 'http', status: 503 });
    away();
    const membership = await world.ours.people.membership(world.person('lead'), roles, { fresh: true });
    expect(membership.roles).toEqual(['developers', 'managers']);
    world.slack.clearFaults();
    away();
    const other = await world.ours.people.membership(world.person('dev'), roles);
    expect(holdsOneOf(other, ['developers'])).toMatchObject({
      reason: 'role-unverified',
      why: expect.stringContaining('Slack cannot be reached'),
    });
  });

  test('somebody whom Slack does not know is a fault for `person` and holds nothing', async () => {
    const world = await atSlack();
    await expect(world.ours.people.person('U0NOBODY00')).rejects.toMatchObject({ name: 'Fault', kind: 'rejected' });
    expect(await world.ours.people.membership('U0NOBODY00', roles)).toMatchObject({ roles: [] });
  });
});
