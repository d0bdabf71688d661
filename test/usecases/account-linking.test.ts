import { describe, expect, test } from 'vitest';
import { linkingUseCases } from '../../src/usecases/account-linking.ts';
import { catalog, now, person } from '../builders.ts';
import { createFakeAudit } from '../fakes/audit.ts';
import { createFakeCatalogs } from '../fakes/catalogs.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFakeGitHubAccounts } from '../fakes/github-accounts.ts';

const token = { token: 'ghu_x', expiresAt: null, refresh: null };
const account = {
  slackId: person('dev').slackId,
  login: 'dana-dev',
  githubId: 4101,
  since: now,
  how: 'device-flow' as const,
  by: 'link:1',
};

function open({ configured = true, keepsTokens = true, settings = {} as Parameters<typeof catalog>[0] } = {}) {
  const started: string[] = [];
  const audit = createFakeAudit();
  const accounts = createFakeGitHubAccounts({ keepsTokens });
  const durable = { start: async (workflow: string, id: string) => void started.push(`${workflow} ${id}`) };
  const ports = {
    accounts,
    audit,
    catalogs: createFakeCatalogs(catalog(settings)),
    clock: createFakeClock(now),
    durable,
  };
  const act = linkingUseCases(ports, { workflow: 'link', id: (trigger) => `link:${trigger}`, configured });
  const ask = (by = person('dev', { githubLogin: null })) =>
    act.linkGitHub({ id: 't', by, channel: 'C', responseUrl: null });
  return { act, accounts, audit, started, ask };
}

describe('beginning a sign-in', () => {
  test('starts one workflow for each time that it is asked for', async () => {
    const { ask, started } = open();
    expect(await ask()).toEqual({ kind: 'started' });
    expect(started).toEqual(['link link:t']);
  });

  test('without an App to sign in to nothing starts, and who can set it up is said', async () => {
    const { ask, started } = open({ configured: false });
    const answer = await ask();
    expect(answer).toMatchObject({ kind: 'refused' });
    expect(JSON.stringify(answer)).toMatch(/GITHUB_CLIENT_ID is not set.*whoever runs Quarterdeck.*keeps the catalog/);
    expect(started).toEqual([]);
  });

  test('who is linked signs in again only where a token is kept and theirs is gone', async () => {
    const { ask, accounts, started } = open();
    await accounts.link(account, token);
    const refused = await ask(person('dev'));
    expect(JSON.stringify(refused)).toContain('/quarterdeck unlink first');
    await accounts.forgetToken(account.slackId);
    expect(await ask(person('dev'))).toEqual({ kind: 'started' });
    expect(started).toHaveLength(1);
    const none = open({ keepsTokens: false });
    await none.accounts.link(account, token);
    expect(await none.ask(person('dev'))).toMatchObject({ kind: 'refused' });
  });
});

describe('unlinking', () => {
  test('forgets the account and the token, and is written down once', async () => {
    const { act, accounts, audit } = open();
    await accounts.link(account, token);
    const by = person('dev');
    expect(await act.unlinkGitHub({ id: 'u', by, login: 'another' })).toMatchObject({ kind: 'refused' });
    expect(await act.unlinkGitHub({ id: 'u', by, login: 'dana-dev' })).toMatchObject({ kind: 'changed' });
    expect(await accounts.of(by.slackId)).toBeNull();
    expect(audit.entries.map(({ action, subject }) => `${action} ${subject}`)).toEqual(['person.unlinked dana-dev']);
    expect(await act.unlinkGitHub({ id: 'u2', by, login: null })).toMatchObject({ kind: 'refused' });
  });

  test('who is known by a verified address reads that, with a sign-in before them and after one', async () => {
    const { act, accounts } = open({ settings: { people: [], linkByEmail: 'acme' } });
    const by = person('dev');
    expect(JSON.stringify(await act.unlinkGitHub({ id: 'u', by, login: null }))).toMatch(
      /dana-dev by your e-mail address, which GitHub has verified.*\/quarterdeck link goes before it/,
    );
    await accounts.link(account, token);
    expect(JSON.stringify(await act.unlinkGitHub({ id: 'u', by, login: null }))).toContain('verified for acme');
  });
});
