import type { Watch } from '../model/rollout.ts';
import type { Instant } from '../model/time.ts';
import { minute } from '../model/time.ts';
import { releaseRoles } from '../policy/permissions.ts';
import type { WatchVerdict } from '../policy/watch/watch-verdict.ts';
import { record } from './audit.ts';
import { button } from './card.ts';
import { callSomebody } from './page.ts';
import { reply } from './tell.ts';
import { showWatchPicture } from './watch-picture.ts';
import { showWatch } from './watch-show.ts';
import type { Watching } from './watching.ts';
import { remindAfter, whoDecides } from './who-decides.ts';

/**
 * A person is asked, in the message and once in its thread; again only when there is more to be asked about. With `over` the time is over,
 * and nothing more is looked at: they decide.
 */
export async function askAboutWatch(
  watching: Watching,
  { kind, why, about }: Extract<WatchVerdict, { kind: 'ask' | 'roll-back' }>,
  over: boolean,
): Promise<void> {
  const { context, ports, deployment, watch } = watching;
  const asked = watch.question?.about ?? [];
  const at = await context.now();
  const anew = about.some((name) => !asked.includes(name));
  if (anew) watch.asked += 1;
  const before = anew ? null : watch.question;
  watch.question = {
    round: watch.asked,
    at: before?.at ?? at,
    about,
    why,
    ...(before?.reminded && { reminded: true }),
  };
  if (over) watch.state = 'inconclusive';
  if (over) watch.endedAt = at;
  if (!anew && !over) {
    if (at >= (remindAt(watch) ?? Number.POSITIVE_INFINITY)) await remind(watching);
    return showOften(watching, at);
  }
  const round = watch.asked;
  if (anew) {
    const details = { round, about, why, troubles: watch.troubles };
    await record(context, ports, deployment, 'watch.asked', { system: 'quarterdeck' }, details, round);
  }
  await showWatch(context, ports, deployment, watch, 'asked about the watch');
  if (!anew) return;
  await put(watching, `watch-asked:${round}`, 'all');
  await showWatchPicture(watching, 'question', about);
  // What takes nothing back by itself, because it came back itself, still is what somebody has to see now.
  if (kind === 'roll-back') await callSomebody(watching, why);
}

/** When people are reminded of the question that is open; null when none is, or they have been. */
export function remindAt({ question }: Pick<Watch, 'question'>): Instant | null {
  return question && !question.reminded ? question.at + remindAfter : null;
}

/** Once: nobody has answered, and it is neither verified nor taken back before somebody does. */
export async function remind(watching: Watching): Promise<void> {
  const { question } = watching.watch;
  if (!question) return;
  question.reminded = true;
  await put(watching, `watch-reminded:${question.round}`, 'reminders');
}

/** The question, in the thread. */
async function put(
  { context, ports, deployment, environment, watch }: Watching,
  key: string,
  what: 'all' | 'reminders',
) {
  const roles = releaseRoles(environment);
  await reply(context, ports, deployment, key, async () => ({
    kind: 'watch-question',
    deployment,
    roles,
    mention: await whoDecides(ports, roles, { first: deployment.requester.slackId, what }),
    buttons: await Promise.all(
      (['keep-release', 'take-back-release'] as const).map((each) =>
        button(ports, { kind: each, deploymentId: deployment.id, round: watch.asked }),
      ),
    ),
    ...(what === 'reminders' && { waitsFor: remindAfter }),
  }));
}

/** Nothing is open that a person would have to be asked about. */
export async function goesOn(watching: Watching, why: string | null, at: Instant): Promise<void> {
  const { watch } = watching;
  watch.question = null;
  watch.why = why;
  await showOften(watching, at);
}

/** Values alone are brought into the message every minute, all else at once. */
async function showOften(watching: Watching, at: Instant): Promise<void> {
  const { context, ports, deployment, watch, shown } = watching;
  const what = substance(watch);
  if (shown.what === what && at - shown.at < minute) return;
  watching.shown = { what, at };
  await showWatch(context, ports, deployment, watch, 'watched');
}

function substance({ judgement, health, troubles, why, question }: Watch): string {
  const verdicts = judgement?.metrics.map(({ metric, verdict, told }) => [metric, verdict, told.reason]) ?? null;
  return JSON.stringify([verdicts, health, troubles, why === null, question?.about ?? null]);
}
