import type { Call } from '../../src/command.ts';
import { catalog, now, person } from '../builders.ts';

/** Somebody in #deployments, just now, for a command that asks for and does no more than `parts`. */
export function callOf(parts: object): Call {
  const call = {
    trigger: 't-1',
    person: person('dev'),
    channel: { id: 'C0DEPLOYS', name: 'deployments' },
    responseUrl: null,
    asked: now,
    now,
    catalog: catalog(),
    ...parts,
  };
  return call as unknown as Call;
}
