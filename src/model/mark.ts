import { Fault } from './fault.ts';

/**
 * The word by which Quarterdeck finds again what it left in another system, also after a crash: such as `d-abcdefghij` or
 * `rollback:d-abcdefghij`. Letters, digits, `.`, `:`, `_` and `-`; at most 100 of them.
 */
export type Mark = string;

/** @throws Fault `invalid` for what is no mark: it could be taken for another one's. */
export function checkMark(mark: Mark): Mark {
  if (/^[A-Za-z0-9.:_-]{1,100}$/.test(mark)) return mark;
  throw new Fault(
    'invalid',
    'What is left outside needs a mark of at most 100 letters, digits, ".", ":", "_" and "-".',
  );
}
