import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/model/fault.ts';
import { whoIsWho } from '../../src/usecases/who-is-who.ts';
import { catalog, now, person } from '../builders.ts';
import { createFakeCatalogs } from '../fakes/catalogs.ts';
import { createFakeGitHubAccounts } from '../fakes/github-accounts.ts';
import { createFakeVerifiedEmails } from '../fakes/verified-emails.ts';

const token = { token: 'ghu_x', expiresAt: null, refresh: null };
const signIn = (handle: string, login: string, githubId: number) => ({
  slackId: person(handle).slackId,
  login,
  githubId,
  since: now,
  how: 'device-flow' as const,
  by: 'link:1',
});
const slack = (handle: string) => ({
  slackId: person(handle).slackId,
  kind: 'member' as const,
  email: `${handle}@acme.example`,
  confirmed: true,
});

function open(change: Parameters<typeof catalog>[0] = { people: [], linkByEmail: 'acme' }) {
  const accounts = createFakeGitHubAccounts();
  const emails = createFakeVerifiedEmails({
    acme: [
      { login: 'dana-dev', emails: ['dev@acme.example'] },
      { login: 'sam-sre', emails: ['sre@acme.example', 's.ikeda@acme.example'] },
    ],
  });
  const warned: string[] = [];
  const log = { debug() {}, info() {}, error() {}, warn: (_: unknown, message: string) => void warned.push(message) };
  return {
    accounts,
    emails,
    warned,
    ...whoIsWho({ accounts, emails, catalogs: createFakeCatalogs(catalog(change)), log }),
  };
}

describe('where the catalog links by verified e-mail addresses', () => {
  test('somebody is known by theirs, and found by it', async () => {
    const { loginOf, ownersOf } = open();
    expect(await loginOf(slack('dev'))).toBe('dana-dev');
    expect(await loginOf(slack('sec'))).toBeNull();
    expect(await ownersOf('Sam-SRE')).toEqual(['sre@acme.example', 's.ikeda@acme.example']);
    expect(await ownersOf('octocat')).toEqual([]);
  });

  test('what they have shown by signing in goes before it, for the person as for the account', async () => {
    const { accounts, loginOf, ownersOf } = open();
    await accounts.link(signIn('dev', 'dana-private', 1), token);
    expect(await loginOf(slack('dev'))).toBe('dana-private');
    await accounts.link(signIn('sec', 'sam-sre', 2), token);
    expect(await loginOf(slack('sre'))).toBeNull();
    expect(await ownersOf('sam-sre')).toEqual([person('sec').slackId]);
  });

  test('the catalog goes before it, for the person as for the account', async () => {
    const people = [
      { slack: person('dev').slackId, github: 'dana-work' },
      { slack: person('sec').slackId, github: 'sam-sre' },
    ];
    const { emails, loginOf, ownersOf } = open({ people, linkByEmail: 'acme' });
    expect(await loginOf(slack('dev'))).toBe('dana-work');
    expect(emails.asked).toBe(0);
    expect(await loginOf(slack('sre'))).toBeNull();
    expect(await ownersOf('sam-sre')).toEqual([person('sec').slackId]);
  });

  test('an own account that the catalog gives to another is not made up for by an address', async () => {
    const { accounts, loginOf } = open({ people: [{ slack: 'U0OTHER', github: 'taken' }], linkByEmail: 'acme' });
    await accounts.link(signIn('dev', 'taken', 1), token);
    expect(await loginOf(slack('dev'))).toBeNull();
  });

  test('GitHub does not answer: nobody is known by it, which is logged; whose an account is is not guessed', async () => {
    const { emails, warned, loginOf, ownersOf } = open();
    emails.fail(new Fault('unavailable', 'GitHub answered 502.'));
    expect(await loginOf(slack('dev'))).toBeNull();
    expect(warned).toEqual(['GitHub does not say which e-mail addresses it has verified']);
    emails.fail(new Fault('unavailable', 'GitHub answered 502.'));
    await expect(ownersOf('dana-dev')).rejects.toMatchObject({ kind: 'unavailable' });
    emails.fail(new Error('a mistake of ours'));
    await expect(loginOf(slack('dev'))).rejects.toThrow('a mistake of ours');
  });
});

test('without the setting addresses are never asked for', async () => {
  const { emails, loginOf, ownersOf } = open({ people: [] });
  expect(await loginOf(slack('dev'))).toBeNull();
  expect(await ownersOf('dana-dev')).toEqual([]);
  expect(emails.asked).toBe(0);
});
