import type { Deployment } from '../model/deployment.ts';
import type { PersonRef } from '../model/person.ts';
import { code, date, esc } from './text.ts';

const events: Record<string, string> = {
  push: 'a push',
  workflow_dispatch: '“Run workflow” on GitHub',
  workflow_run: 'another workflow that ended',
  schedule: 'the schedule of its workflow',
  repository_dispatch: 'a call of GitHub’s API',
};
const mostRules = 6;

/** What started it, for people. Safe mrkdwn. */
export function eventWords(event: string): string {
  return events[event] ?? `GitHub’s event ${code(event, 60)}`;
}

/** `Dana Whitfield (dana-dev)`; the account alone where it is linked to nobody on Slack. */
export function starterWords({ slackId, name, githubLogin }: PersonRef): string {
  if (slackId === null) return `${esc(name, 80)} (linked to nobody on Slack)`;
  return githubLogin === null ? esc(name, 80) : `${esc(name, 80)} (${esc(githubLogin, 60)})`;
}

/** Who is behind it, as a label and its value. */
export function askedBy({ origin, requester, requestedAt, startedElsewhere }: Deployment): [string, string] {
  if (origin.via !== 'github') return ['Asked by', `${esc(requester.name, 80)}, ${date(requestedAt)}`];
  const from = startedElsewhere?.goesOnFrom;
  if (from)
    return [
      'Started by',
      `the deployment to ${esc(from.environment, 60)} of ${starterWords(requester)}, whose run went on, ${date(requestedAt)}`,
    ];
  const by = startedElsewhere ? `, by ${eventWords(startedElsewhere.event)}` : '';
  return ['Started by', `${starterWords(requester)}${by}, ${date(requestedAt)}`];
}

/** What was skipped, one line each. */
export function skippedLines({ startedElsewhere }: Pick<Deployment, 'startedElsewhere'>): string[] {
  const skipped = startedElsewhere?.skipped ?? [];
  const more = skipped.length - mostRules;
  return [
    ...skipped.slice(0, mostRules).map((says) => `• ${esc(says, 400)}`),
    ...(more > 0 ? [`• … and ${more} more`] : []),
  ];
}

/** What people have to know of a run that nobody has let in: what it skipped, whom it overtook, what is not known of it. */
export function elsewhereLines(deployment: Deployment): string[] {
  const { startedElsewhere: elsewhere, verdicts, services, state } = deployment;
  if (!elsewhere) return [];
  const skipped = skippedLines(deployment);
  // While GitHub holds it they are waited for, and the message says so.
  const open =
    state !== 'requested' &&
    skipped.length === 0 &&
    verdicts.some(({ gate, reason }) => gate === 'checks' && openReasons.includes(reason));
  return [
    ...(skipped.length > 0
      ? [
          elsewhere.goesOnFrom
            ? `:rotating_light: *Past the rules:* its run went on from ${esc(elsewhere.goesOnFrom.environment, 60)} by itself, and would not have been let in here.`
            : ':rotating_light: *Past the rules:* it was not started here, and would not have been.',
        ]
      : []),
    ...skipped,
    ...(open ? [':information_source: Its checks had not ended when it started; they are looked at later.'] : []),
    ...(elsewhere.beside.length > 0
      ? [`:warning: It did not wait for the lane, which was held by ${esc(elsewhere.beside.join(', '), 200)}.`]
      : []),
    ...(elsewhere.servicesKnown
      ? []
      : [
          `:information_source: GitHub does not tell which services it deploys: any of ${esc(services.join(', '), 200)}. It counts as verified for none. Where the run shows them, _services_ under _starts_on_ in quarterdeck.yml says how.`,
        ]),
  ];
}

const openReasons = ['check-pending', 'check-missing', 'check-result-missing'];
