import type { Outcome, WorldPerson } from '../../contract.ts';
import { teamOf } from '../api/person-json.ts';
import type { Delivery } from '../delivery/delivery.ts';
import type { Ack, Envelope } from '../delivery/envelope.ts';
import { viewJson } from '../state/make-view.ts';
import type { ResponseTarget } from '../state/response-urls.ts';
import type { Workspace } from '../state/workspace.ts';

/** What the actions of people need. */
export interface Stage {
  workspace: Workspace;
  delivery: Delivery;
  /** Where the simulated Slack listens, without a slash at the end. */
  origin: string;
  /** Sends an envelope and turns what came back into an outcome; remembered so that it can be delivered again. */
  tell: (envelope: Envelope, after: (ack: Ack) => Outcome) => Promise<Outcome>;
}

/** The old verification token; present in every payload, checked by nobody. */
const verificationToken = 'sandbox-verification-token';

/** What every payload about a person's act has in common. */
export function payloadBase({ workspace }: Stage, person: WorldPerson): Record<string, unknown> {
  const { team, app } = workspace;
  return {
    team: { id: team.id, domain: team.domain },
    user: {
      id: person.slackId,
      username: person.handle,
      name: person.handle,
      team_id: teamOf(workspace, person),
    },
    api_app_id: app.id,
    token: verificationToken,
    is_enterprise_install: false,
    enterprise: null,
  };
}

/** A new response_url for something that `target.user` did. */
export function newResponseUrl(
  { workspace, origin }: Stage,
  kind: 'commands' | 'actions',
  target: ResponseTarget,
): string {
  const path = `/${kind}/${workspace.team.id}/${workspace.ids.number()}/${workspace.ids.guid().replaceAll('-', '')}`;
  workspace.responseUrls.issue(path, target);
  return `${origin}${path}`;
}

export function interactive(kind: string, payload: Record<string, unknown>): Envelope {
  const acceptsResponse = kind === 'view_submission' || kind === 'block_suggestion';
  return { type: 'interactive', kind, payload: { type: kind, ...payload }, acceptsResponse };
}

/** An outcome with the form that the person sees now. */
export function outcome(workspace: Workspace, person: WorldPerson, result: Omit<Outcome, 'view'>): Outcome {
  const open = workspace.views.top(person.slackId);
  return { ...result, ...(open && { view: viewJson(workspace, open) }) };
}

export function ackOutcome(workspace: Workspace, person: WorldPerson, ack: Ack): Outcome {
  return outcome(workspace, person, ack.acked ? { acked: true } : { acked: false, error: ack.error });
}

export function personOf(workspace: Workspace, handle: string): WorldPerson | undefined {
  return workspace.people.find((person) => person.handle === handle);
}

export function nobody(handle: string): Outcome {
  return { acked: false, status: 404, error: `there is nobody called "${handle}"` };
}
