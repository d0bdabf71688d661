import { expect, test } from 'vitest';
import { clearUp, interrupted, leaves } from '../../bench/leftovers.ts';

test('an interrupted bench undoes what is still there, the last first, and begins nothing more', async () => {
  const undone: string[] = [];
  const undo = (what: string) => async () => void undone.push(what);
  leaves(undo('folder'));
  leaves(() => Promise.reject(new Error('a trouble that is only told')));
  const forget = leaves(undo('ended before'));
  leaves(undo('process'));
  forget();
  expect(interrupted()).toBe(false);
  await clearUp();
  expect(undone).toEqual(['process', 'folder']);
  expect(interrupted()).toBe(true);
  expect(() => leaves(undo('too late'))).toThrow('interrupted');
  await clearUp();
  expect(undone).toEqual(['process', 'folder']);
});
