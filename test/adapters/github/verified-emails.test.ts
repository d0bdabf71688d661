import { expect, test } from 'vitest';
import { createVerifiedEmails } from '../../../src/adapters/github/verified-emails.ts';
import { minute, second } from '../../../src/model/time.ts';
import { scriptedClients } from './scripted-client.ts';
import type { Script } from './scripted-server.ts';
import { createTestClient } from './test-client.ts';

const open = scriptedClients();
const page = (logins: string[], endCursor: string | null = null): Script => ({
  status: 200,
  body: {
    data: {
      organization: {
        membersWithRole: {
          pageInfo: { hasNextPage: endCursor !== null, endCursor },
          nodes: logins.map((login) => ({
            login,
            organizationVerifiedDomainEmails: [`${login}@ACME.example`, `${login}@acme.example`],
          })),
        },
      },
    },
  },
});

test('every page is read, and each address is there once', async () => {
  const { github, server } = await open([page(['dana'], 'next'), page(['sam'])]);
  expect(await createVerifiedEmails(github).of('acme')).toEqual([
    { login: 'dana', emails: ['dana@acme.example'] },
    { login: 'sam', emails: ['sam@acme.example'] },
  ]);
  expect(server.seen.map(({ body }) => JSON.parse(body).variables)).toEqual([
    { organization: 'acme', after: null },
    { organization: 'acme', after: 'next' },
  ]);
});

test('an answer is good for five minutes, and asked for once by all who want it', async () => {
  const { server } = await open([page(['dana'])]);
  let now = 0;
  const { github } = createTestClient(server.url, { now: () => now });
  const emails = createVerifiedEmails(github);
  await Promise.all([emails.of('acme'), emails.of('acme')]);
  now = 5 * minute - 1;
  await emails.of('acme');
  expect(server.seen).toHaveLength(1);
  now = 5 * minute;
  await emails.of('acme');
  expect(server.seen).toHaveLength(2);
});

test('what GitHub refuses, or half an answer, is no answer; it is asked for again after half a minute', async () => {
  const forbidden = {
    status: 200,
    body: {
      data: { organization: { membersWithRole: null } },
      errors: [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }],
    },
  };
  const { server } = await open([forbidden, page(['dana'])]);
  let now = 0;
  const { github } = createTestClient(server.url, { now: () => now });
  const emails = createVerifiedEmails(github);
  const refused = { kind: 'denied', message: expect.stringContaining('Resource not accessible') };
  await expect(emails.of('acme')).rejects.toMatchObject(refused);
  await expect(emails.of('acme')).rejects.toMatchObject(refused);
  expect(server.seen).toHaveLength(1);
  now = 30 * second;
  expect(await emails.of('acme')).toHaveLength(1);
});

test('an organisation that never ends is not known in part', async () => {
  const { github, server } = await open([page(['dana'], 'next')]);
  await expect(createVerifiedEmails(github).of('acme')).rejects.toMatchObject({ kind: 'rejected' });
  expect(server.seen).toHaveLength(200);
});
