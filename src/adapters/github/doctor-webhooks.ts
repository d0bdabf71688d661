import { z } from 'zod';
import type { Catalog } from '../../model/catalog.ts';
import { sayFault } from '../../model/fault.ts';
import type { Finding } from '../../model/notice.ts';
import { ask } from './answers.ts';
import type { GitHub } from './client.ts';

const app = z.object({ events: z.array(z.string()) });
const deliveries = z.array(
  z.object({ event: z.string(), delivered_at: z.string(), status: z.string(), status_code: z.number() }),
);
/** What an event is called in the settings of an App. */
const events = {
  workflow_run: 'Workflow runs',
  workflow_job: 'Workflow jobs',
  deployment_protection_rule: 'Deployment protection rules',
  deployment_review: 'Deployment reviews',
};

export function webhookSecret(set: boolean): Finding {
  const found = set
    ? 'GITHUB_WEBHOOK_SECRET is set'
    : 'GITHUB_WEBHOOK_SECRET is not set: runs are followed by polling alone, which is slower';
  return { ok: true, what: 'GitHub webhooks', found, mend: null };
}

/**
 * Whether webhooks would arrive and be taken: the secret, and of an App, which may look at its own webhook, the events that it
 * subscribes to and what its newest delivery was answered. None are needed: runs are polled as well.
 */
export async function examineWebhooks(github: GitHub, catalog: Catalog, secret: boolean): Promise<Finding[]> {
  const set = webhookSecret(secret);
  if (!secret || github.auth === 'token') return [set];
  try {
    const subscribed = await ask(github.patient.request('GET /app'), app, 'the App');
    const delivered = await ask(
      github.patient.request('GET /app/hook/deliveries', { per_page: 30 }),
      deliveries,
      "the deliveries of the App's webhook",
    );
    const newest = delivered.find(({ status }) => status !== 'pending');
    return [set, subscription(subscribed.events, catalog), newest ? taken(newest) : nothingYet];
  } catch (error) {
    return [set, { ok: false, what: nothingYet.what, found: sayFault(error), mend: 'Try again later.' }];
  }
}

function subscription(subscribed: readonly string[], { pipelines }: Catalog): Finding {
  const what = 'GitHub webhooks: events';
  const guarded = pipelines.some(({ environments }) => environments.some((each) => each.githubEnvironment));
  const missing = Object.entries(events)
    .filter(([event]) => !subscribed.includes(event) && (guarded || event.startsWith('workflow_')))
    .map(([, name]) => name);
  if (missing.length === 0) return { ok: true, what, found: 'all subscribed to', mend: null };
  const mend = `In the GitHub App's settings, "Permissions & events", subscribe to: ${missing.join(', ')}.`;
  return { ok: false, what, found: `not subscribed to: ${missing.join(', ')}`, mend };
}

const nothingYet: Finding = {
  ok: true,
  what: 'GitHub webhooks: deliveries',
  found: 'none so far',
  mend: null,
};

function taken(newest: z.output<typeof deliveries>[number]): Finding {
  const { what } = nothingYet;
  const { event, delivered_at: at, status, status_code: code } = newest;
  if (code >= 200 && code < 300) return { ok: true, what, found: `the newest (${event}, ${at}) was taken`, mend: null };
  const mend =
    code === 401
      ? "Give the webhook in the GitHub App's settings and GITHUB_WEBHOOK_SECRET the same secret; then redeliver it there."
      : "In the GitHub App's settings the webhook's URL must be this host's /github/webhooks, its content type application/json, and GitHub must reach it.";
  return { ok: false, what, found: `the newest (${event}, ${at}) was answered ${code || 'nothing'}: ${status}`, mend };
}
