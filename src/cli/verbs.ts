import { check } from './check.ts';
import { schema } from './schema.ts';
import type { Verb } from './verb.ts';

/** What operators can type, in the order of the help. */
export const verbs: readonly Verb[] = [check, schema];
