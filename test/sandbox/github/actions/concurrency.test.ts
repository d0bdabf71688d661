import { expect, test } from 'vitest';
import { createConcurrencyGroups } from '../../../../sandbox/github/actions/concurrency.ts';

test('one is in progress, one waits, and the newest takes the place of the one that waits', () => {
  const groups = createConcurrencyGroups();
  const log: string[] = [];
  const member = (name: string) => ({
    start: () => void log.push(`${name} starts`),
    wait: () => void log.push(`${name} waits`),
    cancel: () => void log.push(`${name} is cancelled`),
  });
  const [a, b, c, d] = [member('a'), member('b'), member('c'), member('d')];
  groups.enter('Deploy', a, { cancelInProgress: false });
  groups.enter('deploy', b, { cancelInProgress: false });
  groups.enter('deploy', c, { cancelInProgress: false });
  groups.leave(b);
  groups.leave(a);
  groups.enter('deploy', d, { cancelInProgress: true });
  groups.leave(c);
  groups.leave(d);
  groups.enter('deploy', a, { cancelInProgress: false });
  expect(log).toEqual([
    'a starts',
    'b waits',
    'c waits',
    'b is cancelled',
    'c starts',
    'd waits',
    'c is cancelled',
    'd starts',
    'a starts',
  ]);
});
