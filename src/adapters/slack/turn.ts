import { ended } from '../../model/deployment.ts';
import type { Notice } from '../../model/notice.ts';
import type { Delivery } from '../../ports/outbox.ts';
import type { Priority, Work } from './pace.ts';
import { editLanes, postLanes } from './schedule.ts';

/** In which lanes a delivery waits for its turn, and how urgently. */
export function workOf(delivery: Delivery): Work {
  const priority = priorityOf(delivery.notice);
  switch (delivery.kind) {
    case 'message':
      return delivery.posted
        ? { key: `message ${delivery.id}`, lanes: editLanes(delivery.anchor), priority }
        : { key: `message ${delivery.id}`, lanes: postLanes(delivery.channel), priority: atLeastNormal(priority) };
    case 'reply':
      return {
        key: `reply ${delivery.id}`,
        lanes: postLanes(delivery.parent.channelId),
        priority: atLeastNormal(priority),
      };
    case 'whisper':
      // A response_url has no known limit; the ways beside it take their own turns.
      return { key: `whisper ${delivery.id}`, lanes: [], priority: 'urgent' };
  }
}

/** Approvals and ends first: somebody acts on them. What only shows progress can be left out when a newer one is there. */
export function priorityOf(notice: Notice): Priority {
  switch (notice.kind) {
    case 'deployment': {
      const { state, rollout } = notice.deployment;
      const decides = state === 'rolling-out' && (rollout?.question ?? rollout?.takenBack ?? null) !== null;
      const waits = state === 'awaiting-approval' || state === 'uncertain';
      return ended(state) || waits || decides ? 'urgent' : 'progress';
    }
    case 'ended':
    case 'catalog-rejected':
      return 'urgent';
    default:
      return 'normal';
  }
}

function atLeastNormal(priority: Priority): Priority {
  return priority === 'progress' ? 'normal' : priority;
}
