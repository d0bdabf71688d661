import type { Environment } from '../../model/catalog.ts';
import type { Facts } from '../../model/facts.ts';
import type { Verdict } from '../../model/verdict.ts';
import { block, notConfigured, pass } from '../verdicts.ts';

/** Where change requests are required, only what carries one out is deployed. */
export function change(
  { name, changeRequests, gates }: Pick<Environment, 'name' | 'changeRequests' | 'gates'>,
  facts: Facts,
): Verdict {
  // A catalog that an earlier release stored says nothing of change requests; facts that it gathered, nothing of theirs.
  if (changeRequests !== 'required') return notConfigured('change', 'No change request has to be made first.');
  if (facts.change) return pass('change', `It carries out the change request ${facts.change}.`);
  return block('change', 'change-request-missing', `To ${name} only change requests are deployed, and this is none.`, {
    saw: [{ what: 'Change request', found: 'none', wanted: 'one' }],
    unblock: 'Ask for the change with /change.',
    who: gates.permission.roles,
  });
}
