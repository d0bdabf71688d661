import { expect, test } from 'vitest';
import { hour } from '../../src/model/time.ts';
import { tellStranded } from '../../src/usecases/stranded.ts';
import { catalog, now } from '../builders.ts';
import { createFakeCatalogs } from '../fakes/catalogs.ts';
import { createFakeChat } from '../fakes/outbox.ts';

function open(standing: Record<string, number>) {
  const chat = createFakeChat();
  const durable = {
    stranded: async (before: number) => Object.keys(standing).filter((id) => (standing[id] ?? now) <= before),
  };
  return { chat, tell: () => tellStranded({ catalogs: createFakeCatalogs(catalog()), chat, durable }, now) };
}

test('what stands still for an hour is told in the operations channel, once for each set', async () => {
  const { chat, tell } = open({ 'deploy:b': now - 2 * hour, 'deploy:a': now - hour, 'deploy:c': now - hour + 1 });
  expect(await tell()).toEqual(['deploy:b', 'deploy:a']);
  await tell();
  expect([...chat.messages.keys()]).toEqual(['stranded:deploy:a,deploy:b']);
  expect(chat.messages.get('stranded:deploy:a,deploy:b')).toMatchObject({
    lines: [expect.stringMatching(/^deploy:b, deploy:a cannot go on\./)],
  });
  const [message] = await chat.claim(2);
  expect(message).toMatchObject({ channel: catalog().channels.operations });
});

test('nobody is told when all go on', async () => {
  const { chat, tell } = open({});
  expect(await tell()).toEqual([]);
  expect(chat.messages.size).toBe(0);
});
