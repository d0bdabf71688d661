import type { Workspace } from '../state/workspace.ts';
import type { Delivery } from './delivery.ts';

/**
 * Sends an Events API event if the manifest subscribes to it; delivery and its retries go on by themselves.
 * `subscription` is the name in the manifest where it is not the event's type, such as `message.channels`.
 */
export function emitEvent(
  workspace: Workspace,
  delivery: Delivery,
  event: { type: string } & Record<string, unknown>,
  subscription = event.type,
): void {
  const { manifest, team, app, bot, clock, ids } = workspace;
  if (!manifest.botEvents.includes(subscription)) return;
  const payload = {
    token: 'sandbox-verification-token',
    team_id: team.id,
    api_app_id: app.id,
    type: 'event_callback',
    event_id: `Ev${ids.guid().replaceAll('-', '').slice(0, 9).toUpperCase()}`,
    event_time: Math.floor(clock.now() / 1000),
    authorizations: [
      { enterprise_id: null, team_id: team.id, user_id: bot.userId, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
    event: { event_ts: workspace.nextTs(), ...event },
  };
  void delivery.sendEvent({ type: 'events_api', kind: event.type, payload, acceptsResponse: false });
}
