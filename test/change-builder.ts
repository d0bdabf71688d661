import type { ChangeRequest } from '../src/model/change-request.ts';
import { hour } from '../src/model/time.ts';
import { now, person, shaOf } from './builders.ts';

/** Asked for by dev, for tomorrow. */
export function changeRequest(changes: Partial<ChangeRequest> = {}): ChangeRequest {
  return {
    id: 'c-aaaaaaaaaa',
    deploymentId: 'd-aaaaaaaaaa',
    plan: {
      title: 'Raise the order limit',
      description: 'Accounts of tier 2 may place 500 orders a minute.',
      impact: 'medium',
      risk: 'low',
      rollback: 'Deploy the version before.',
      validation: 'The order dashboard shows no rejections.',
    },
    environment: 'production',
    target: 'default',
    ref: { kind: 'tag', name: 'v1.4.0' },
    sha: shaOf('v1.4.0'),
    requester: person('dev'),
    requestedAt: now,
    plannedFor: now + 24 * hour,
    state: 'requested',
    stateSince: now,
    approvedAt: null,
    closedAt: null,
    validation: null,
    ...changes,
  };
}
