import { describe, expect, test } from 'vitest';
import type { GitHubAccount } from '../../src/model/github-account.ts';
import { knownAs, linkedBy, mayBegin, mayLink, ownerOfLogin, stillKnownAs } from '../../src/policy/account-link.ts';
import { now, person } from '../builders.ts';

const accountOf = (handle: string, login: string, githubId: number): GitHubAccount => ({
  slackId: person(handle).slackId,
  login,
  githubId,
  since: now,
  how: 'device-flow',
  by: 'link:1',
});
const dana = accountOf('dev', 'dana-dev', 4101);
const unknown = person('dev', { githubLogin: null });
const linked = person('dev');
const signed = { login: 'dana-dev', githubId: 4101 };
const ofDana = { slack: linked.slackId, github: 'Dana-Dev' };
const ofLena = { slack: 'lena@acme.example', github: 'lena-lead' };

describe('by which login somebody is known', () => {
  const dev = { slackId: linked.slackId, kind: 'member' as const, email: 'dana@acme.example' };
  test.each([
    { what: 'nobody said', catalog: [ofLena], own: null, is: null },
    { what: 'the catalog, by Slack id', catalog: [ofLena, ofDana], own: null, is: 'Dana-Dev' },
    { what: 'the catalog, by email', catalog: [{ slack: 'Dana@acme.example', github: 'd' }], own: null, is: 'd' },
    { what: 'their own sign-in', catalog: [ofLena], own: dana, is: 'dana-dev' },
    { what: 'the catalog before their own', catalog: [{ ...ofDana, github: 'other' }], own: dana, is: 'other' },
    {
      what: 'not a login that the catalog gives to another',
      catalog: [{ ...ofLena, github: 'DANA-dev' }],
      own: dana,
      is: null,
    },
  ])('$what', ({ catalog, own, is }) => {
    expect(knownAs(catalog, own, dev)).toBe(is);
  });

  test('the address of somebody of another workspace is no proof; that of a guest of ours, and a Slack id, are', () => {
    const byAddress = [{ slack: 'dana@acme.example', github: 'd' }];
    expect(knownAs(byAddress, null, { ...dev, kind: 'stranger' })).toBeNull();
    expect(knownAs(byAddress, null, { ...dev, kind: 'guest' })).toBe('d');
    expect(knownAs([ofDana], null, { ...dev, kind: 'stranger' })).toBe('Dana-Dev');
  });

  test('an email that Slack does not tell matches nothing', () => {
    expect(knownAs([{ slack: 'null', github: 'd' }], null, { ...dev, email: null })).toBeNull();
  });
});

test('somebody is known by their account in any letters, and not when the catalog knows them by another', () => {
  expect(stillKnownAs(person('dev', { githubLogin: 'Dana-Dev' }), dana)).toBe(true);
  expect(stillKnownAs(person('dev', { githubLogin: 'other' }), dana)).toBe(false);
  expect(stillKnownAs(unknown, dana)).toBe(false);
});

test('by what somebody is known: what is neither the catalog’s nor their own came by e-mail', () => {
  expect(linkedBy(unknown, [ofDana], dana)).toBeNull();
  expect(linkedBy(linked, [ofLena, ofDana], dana)).toBe('catalog');
  expect(linkedBy(linked, [ofLena], dana)).toBe('sign-in');
  expect(linkedBy(linked, [ofLena], { login: 'other' })).toBe('email');
  expect(linkedBy(linked, [ofLena], null)).toBe('email');
});

describe('whether there is something to sign in for', () => {
  test.each([
    { what: 'unknown so far', person: unknown, catalog: [], own: null, hasToken: false, why: null },
    { what: 'linked, and a token is wanted', person: linked, catalog: [], own: dana, hasToken: false, why: null },
    {
      what: 'linked, and all is there',
      person: linked,
      catalog: [],
      own: dana,
      hasToken: true,
      why: /dana-dev already/,
    },
    {
      what: 'the catalog says it',
      person: linked,
      catalog: [ofDana],
      own: null,
      hasToken: true,
      why: /catalog says so/,
    },
    {
      what: 'the catalog says it, a token is wanted',
      person: linked,
      catalog: [ofDana],
      own: null,
      hasToken: false,
      why: null,
    },
    {
      what: 'a guest',
      person: person('dev', { kind: 'guest' as const }),
      catalog: [],
      own: null,
      hasToken: false,
      why: /not a full member/,
    },
  ])('$what', ({ why, hasToken, ...facts }) => {
    const verdict = mayBegin(facts, hasToken);
    expect(verdict.may).toBe(why === null);
    if (!verdict.may && why) expect(verdict.why).toMatch(why);
  });
});

describe('whether the account is theirs to be known by', () => {
  const free = { person: unknown, catalog: [], own: null };
  const lena = { account: accountOf('lead', 'dana-dev', 4101), name: 'Lena Brandt' };
  test.each([
    { what: 'free', facts: free, holder: null, why: null, who: /./ },
    {
      what: 'theirs already',
      facts: { ...free, person: linked, own: dana },
      holder: { account: dana, name: 'x' },
      why: null,
      who: /./,
    },
    {
      what: 'theirs by the catalog',
      facts: { ...free, person: linked, catalog: [ofDana] },
      holder: null,
      why: null,
      who: /./,
    },
    { what: 'linked to another', facts: free, holder: lena, why: /linked to Lena Brandt/, who: /Lena Brandt with/ },
    {
      what: 'another’s by the catalog',
      facts: { ...free, catalog: [{ ...ofLena, github: 'DANA-DEV' }] },
      holder: null,
      why: /catalog links dana-dev to somebody else/,
      who: /keeps the catalog/,
    },
    {
      what: 'not what the catalog says',
      facts: { ...free, person: person('dev', { githubLogin: 'other' }), catalog: [{ ...ofDana, github: 'other' }] },
      holder: null,
      why: /catalog knows you as other/,
      who: /keeps the catalog/,
    },
    {
      what: 'a second account',
      facts: { ...free, person: person('dev', { githubLogin: 'old' }), own: accountOf('dev', 'old', 1) },
      holder: null,
      why: /you are linked to old/,
      who: /unlink first/,
    },
    {
      what: 'a bot',
      facts: { ...free, person: person('dev', { kind: 'bot' as const }) },
      holder: null,
      why: /not a full member/,
      who: /members/,
    },
  ])('$what', ({ facts, holder, why, who }) => {
    const verdict = mayLink(facts, signed, holder);
    expect(verdict.may).toBe(why === null);
    if (verdict.may || !why) return;
    expect(verdict.why).toMatch(why);
    expect(verdict.who.join()).toMatch(who);
  });
});

test('whose login it is: the catalog says, and else who has linked it', () => {
  const link = { slack: 'dev@acme.example', github: 'dana-dev' };
  expect(ownerOfLogin([link], { slackId: 'U0OTHER' }, 'Dana-Dev')).toBe('dev@acme.example');
  expect(ownerOfLogin([link], { slackId: 'U0OTHER' }, 'octocat')).toBe('U0OTHER');
  expect(ownerOfLogin([link], null, 'octocat')).toBeNull();
});
