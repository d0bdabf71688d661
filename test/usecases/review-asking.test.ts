import { expect, test } from 'vitest';
import { Fault } from '../../src/model/fault.ts';
import type { Person } from '../../src/model/person.ts';
import { reviewAsking } from '../../src/usecases/review-asking.ts';
import { now, person } from '../builders.ts';
import { createFakeAudit } from '../fakes/audit.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFakeChat } from '../fakes/outbox.ts';

const pull = { number: 412, title: 'Risk limits', url: 'https://github.com/acme/trading-engine/pull/412' };
const linked: Record<string, Person> = { 'lena-lead': person('lead'), 'luis-lead': person('lead2') };

function open(byGitHub = async (login: string): Promise<Person | null> => linked[login] ?? null) {
  const [audit, chat] = [createFakeAudit(), createFakeChat()];
  const { askReviewers } = reviewAsking({ audit, chat, clock: createFakeClock(now), people: { byGitHub } });
  const ask = (logins: string[], by = person('dev')) =>
    askReviewers({ by, environment: 'production', purpose: 'to deploy api', pull, logins });
  return { audit, chat, ask };
}

test('each who is known on Slack is asked directly, once; who is not is named', async () => {
  const { audit, chat, ask } = open();
  const logins = ['lena-lead', 'luis-lead', 'gus-guest'];
  expect(await ask(logins)).toMatchObject({
    kind: 'changed',
    notice: {
      title: 'lead and lead2 have been asked',
      lines: [expect.stringContaining('gus-guest'), expect.any(String)],
    },
  });
  await ask(logins);
  expect(chat.whispers).toMatchObject([
    { person: person('lead').slackId, notice: { title: 'dev asks you to review pull request #412' } },
    { person: person('lead2').slackId },
  ]);
  expect(audit.entries).toMatchObject([
    { action: 'review.asked-for', subject: 'production', details: { number: 412, people: ['lead', 'lead2'] } },
  ]);
});

test.each<[string, string[], Person, ((login: string) => Promise<Person | null>) | undefined]>([
  ['nobody is known on Slack', ['gus-guest'], person('dev'), undefined],
  ['only whoever asks is left', ['lena-lead'], person('lead'), undefined],
  [
    'Slack does not say',
    ['lena-lead'],
    person('dev'),
    async () => {
      throw new Fault('unavailable', 'Slack is away.');
    },
  ],
])('where %s it is said, and nothing is sent', async (_, logins, by, byGitHub) => {
  const { audit, chat, ask } = open(byGitHub);
  expect(await ask(logins, by)).toMatchObject({ kind: 'refused', title: 'Nobody could be asked' });
  expect(chat.whispers).toEqual([]);
  expect(audit.entries).toEqual([]);
});
