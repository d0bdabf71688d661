import { describe, expect, test } from 'vitest';
import type { PersonLink } from '../../src/model/catalog.ts';
import type { VerifiedMember } from '../../src/model/verified-member.ts';
import { addressesOf, knownByEmail, type SlackAddress } from '../../src/policy/verified-email.ts';

const members: VerifiedMember[] = [
  { login: 'dana-dev', emails: ['dana@acme.example', 'd.whitfield@acme.example'] },
  { login: 'sofia-sec', emails: ['team@acme.example', 'sofia@acme.example'] },
  { login: 'sam-sre', emails: ['team@acme.example'] },
  { login: 'luis-lead', emails: [] },
];
const slack = (email: string | null, change: Partial<SlackAddress> = {}): SlackAddress => ({
  kind: 'member',
  email,
  confirmed: true,
  ...change,
});

describe('who is known by a verified e-mail address', () => {
  const dana = 'dana@acme.example';
  test.each<{ what: string; who: SlackAddress; catalog?: PersonLink[]; is: string | null }>([
    { what: 'the member whose address it is', who: slack(dana), is: 'dana-dev' },
    { what: 'by any of their addresses', who: slack('d.whitfield@acme.example'), is: 'dana-dev' },
    { what: 'nobody by an address that no member has', who: slack('luis@acme.example'), is: null },
    { what: 'nobody by an address that two members have', who: slack('team@acme.example'), is: null },
    { what: 'nobody whose address Slack does not tell', who: slack(null), is: null },
    { what: 'nobody who has not confirmed it in Slack', who: slack(dana, { confirmed: false }), is: null },
    { what: 'no guest', who: slack(dana, { kind: 'guest' }), is: null },
    { what: 'no bot', who: slack(dana, { kind: 'bot' }), is: null },
    {
      what: 'nobody of another workspace, which says itself what addresses its people have',
      who: slack(dana, { kind: 'stranger' }),
      is: null,
    },
    {
      what: 'not by a login that the catalog gives to somebody',
      who: slack(dana),
      catalog: [{ slack: 'U0OTHER', github: 'Dana-Dev' }],
      is: null,
    },
    {
      what: 'where the catalog names others only',
      who: slack(dana),
      catalog: [{ slack: 'U0OTHER', github: 'sam-sre' }],
      is: 'dana-dev',
    },
  ])('$what', ({ who, catalog = [], is }) => {
    expect(knownByEmail(members, catalog, who)).toBe(is);
  });
});

test('the addresses by which a login may be known are those that no other member has', () => {
  expect(addressesOf(members, 'Dana-Dev')).toEqual(['dana@acme.example', 'd.whitfield@acme.example']);
  expect(addressesOf(members, 'sofia-sec')).toEqual(['sofia@acme.example']);
  expect(addressesOf(members, 'sam-sre')).toEqual([]);
  expect(addressesOf(members, 'octocat')).toEqual([]);
});
