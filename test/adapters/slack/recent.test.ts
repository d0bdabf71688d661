import { expect, test } from 'vitest';
import { createRecent } from '../../../src/adapters/slack/recent.ts';

/** Answers that come when the test says so. */
function open() {
  const asked: PromiseWithResolvers<string>[] = [];
  const ask = () => {
    const next = Promise.withResolvers<string>();
    asked.push(next);
    return next.promise;
  };
  return { asked, recent: createRecent({ ask, keepFor: 60_000, most: 10, now: () => 1_000 }) };
}
const get = (recent: ReturnType<typeof open>['recent']) => recent.get('U1', { fresh: false });

test('what was forgotten is asked again', async () => {
  const { asked, recent } = open();
  const first = get(recent);
  asked[0]?.resolve('before');
  expect(await first).toBe('before');
  expect(await get(recent)).toBe('before');
  recent.forget('U1');
  const second = get(recent);
  asked[1]?.resolve('after');
  expect(await second).toBe('after');
  recent.forgetAll();
  void get(recent);
  expect(asked).toHaveLength(3);
});

test('an answer that was on its way when it changed is nobody else’s, and is not kept', async () => {
  const { asked, recent } = open();
  const before = get(recent);
  recent.forget('U1');
  const after = get(recent);
  asked[1]?.resolve('after');
  expect(await after).toBe('after');
  asked[0]?.resolve('before');
  expect(await before).toBe('before');
  expect(await get(recent)).toBe('after');
});
