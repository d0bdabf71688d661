import type { HomeView, ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { second } from '../../model/time.ts';
import type { Schedule } from './schedule.ts';
import { refusal, slackFault } from './trouble.ts';

/** Forms and the Home tab. */
export interface Surface {
  /** Within three seconds of the trigger. Gives the id of the open view. Throws `Fault`. */
  open(triggerId: string, view: ModalView): Promise<string>;
  /** Throws `Fault`; nothing happens when the form was closed or has changed since `hash`. */
  update(viewId: string, view: ModalView, hash?: string): Promise<void>;
  publishHome(slackId: string, view: HomeView): Promise<void>;
}

export function createSurface(client: WebClient, schedule: Schedule): Surface {
  const urgent = { priority: 'urgent', patience: 2 * second } as const;
  return {
    async open(triggerId, view) {
      try {
        const answer = await schedule.call(
          'views.open',
          () => client.views.open({ trigger_id: triggerId, view }),
          urgent,
        );
        return answer.view?.id ?? '';
      } catch (error) {
        throw slackFault(error, 'open the form');
      }
    },
    async update(viewId, view, hash) {
      try {
        await schedule.call(
          'views.update',
          () => client.views.update({ view_id: viewId, view, ...(hash === undefined ? {} : { hash }) }),
          urgent,
        );
      } catch (error) {
        if (isOver(error)) return;
        throw slackFault(error, 'change the form');
      }
    },
    async publishHome(slackId, view) {
      try {
        await schedule.call('views.publish', () => client.views.publish({ user_id: slackId, view }));
      } catch (error) {
        throw slackFault(error, 'show the Home tab');
      }
    },
  };
}

function isOver(error: unknown): boolean {
  return ['not_found', 'hash_conflict'].includes(refusal(error) ?? '');
}
