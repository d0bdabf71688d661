import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixedSlackId } from '../../sandbox/ids.ts';
import { converseChanged } from './changed-conversation.ts';
import { inTurn, outWithItsRun, replacing } from './changed-example.ts';
import type { Conversation, Message } from './conversation.ts';
import { readable } from './conversation.ts';
import { askProduction, deployStaging, dispatched } from './production.ts';

const one = `          required: 1
          roles: [release-managers]
`;
const two = `          required: 2
          roles: [release-managers, sre]
          at_least: { sre: 1 }
          authors: may-not-approve
`;

/** Production wants two people, one of them from SRE, and nobody who wrote what is deployed. */
let c: Conversation;
let card: Message;
beforeAll(async () => {
  c = await converseChanged({
    'quarterdeck.yml': inTurn(outWithItsRun, replacing([[one, two]])),
    // In the example everybody has written something; here Sam has not.
    'world.yml': (text) => text.replaceAll('author: sam-sre', 'author: dana-dev'),
  });
  await deployStaging(c);
  card = await askProduction(c, 'dev', 'v1.4.0');
}, 90_000);
afterAll(() => c?.close());

test('the card says what it takes', () => {
  const text = readable(card);
  expect(text).toContain('0 of 2 given; lacking: 2 more, 1 of them with sre');
  expect(text).toMatch(
    /Who may approve:\* release-managers, sre; not Dana Whitfield, who asked, and no author of what is deployed/,
  );
});

test('a dry run and /why say all of it', async () => {
  const all = 'at least 1 of them with sre, none of them an author of what is deployed';
  expect(await c.asks('dev2', '/deploy production v1.4.0 --dry-run', /Dry run/)).toContain(`open for 8 h, ${all}`);
  expect(await c.asks('dev2', '/why production v1.4.0', /Why: /)).toContain(`within 8 h, ${all}, and Devin`);
});

test('who wrote one of its commits cannot approve it', async () => {
  const why = await c.isTold('lead2', 'Approve', card, /does not count/);
  expect(why).toMatch(/Luis Ferreira wrote [0-9a-f]{7}, and authors of what is deployed do not approve it/);
});

test('a release manager alone is not enough, and /why says who is missing', async () => {
  await c.presses('lead', 'Approve', card);
  const half = await c.becomes(card, /1 of 2 given/);
  expect(readable(half)).toContain('lacking: 1 more, with sre');
  expect(await c.asks('dev2', '/why production v1.4.0', /Why: /)).toContain(
    '1 more, with sre, of release-managers or sre',
  );
  expect(await dispatched(c)).toBe(1);
});

test('an hour before it expires those who have not answered are reminded, in the thread', async () => {
  await c.passes({ advance: '421m' });
  const reminder = await c.thread(card, /Still waiting for approval/);
  expect(reminder).toContain('needs 1 more, with sre, until');
  expect(reminder).toContain(`<@${fixedSlackId('U', 'sre')}>`);
  expect(reminder).not.toContain(`<@${fixedSlackId('U', 'lead')}>`);
});

test('with somebody from SRE it goes out', async () => {
  await c.presses('sre', 'Approve', card);
  await c.becomes(card, /\*Running\*/);
  expect(await dispatched(c)).toBe(2);
});
