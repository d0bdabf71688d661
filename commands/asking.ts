import type { Asking, Call } from '../src/command.ts';
import type { DeployRequest, Origin } from '../src/model/deployment.ts';
import { deploymentIdFor } from '../src/model/deployment.ts';
import type { Field } from '../src/model/form.ts';

/** Who asks for a deployment, and where from; the same press or command, delivered twice, asks for the same one. */
export function requestedBy(call: Call, via: Origin['via']): Pick<DeployRequest, 'id' | 'requester' | 'origin'> {
  return {
    id: deploymentIdFor(call.trigger),
    requester: call.person,
    origin: { channel: call.channel.id, responseUrl: call.responseUrl, via },
  };
}

/** Who asks something of a deployment, and where the answer goes. */
export function askedBy(call: Call, deploymentId: string): Asking {
  const { trigger, person, channel, responseUrl } = call;
  return { id: trigger, deploymentId, by: person, channel: channel.id, responseUrl };
}

/** A question that is answered in a few sentences; unless `optional`, it must be. */
export function reasonField(label: string, optional = false): Field {
  return {
    kind: 'text',
    name: 'reason',
    label,
    hint: null,
    optional,
    refreshes: false,
    multiline: true,
    maxLength: 500,
    initial: null,
  };
}
