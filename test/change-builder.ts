import type { ChangeRequest, ChangeState } from '../src/model/change-request.ts';
import { changeClosed } from '../src/model/change-request.ts';
import type { Deployment } from '../src/model/deployment.ts';
import type { Notice } from '../src/model/notice.ts';
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

/** Who asked for it is reminded; and others are, in their place. */
export function changeValidations(
  change: ChangeRequest,
  deployment: Deployment,
  others: { roles: string[]; url: string | null },
): Notice[] {
  const asked = { kind: 'change-validation' as const, change, deployment, reminder: true };
  return [asked, { ...asked, others: { ...others, mention: [{ ...person('lead'), slackId: null }] } }];
}

/** With this text wherever it has one. */
export function changeOf(state: ChangeState, text: string): ChangeRequest {
  const closed = changeClosed(state);
  return changeRequest({
    id: text,
    plan: { title: text, description: text, impact: 'high', risk: 'high', rollback: text, validation: text },
    target: text,
    environment: text,
    ref: { kind: 'branch', name: text },
    requester: person('dev', { name: text }),
    state,
    closedAt: closed ? now : null,
    validation: closed
      ? { by: person('lead', { name: text }), at: now, right: state === 'validated', reason: text }
      : null,
  });
}
