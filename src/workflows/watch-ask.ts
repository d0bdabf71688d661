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

/** As many as somebody reads. */
const mostMentioned = 10;

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
  watch.question = { round: watch.asked, at: anew ? at : (watch.question?.at ?? at), about, why };
  if (over) watch.state = 'inconclusive';
  if (over) watch.endedAt = at;
  if (!anew && !over) return showOften(watching, at);
  const round = watch.asked;
  if (anew) {
    const details = { round, about, why, troubles: watch.troubles };
    await record(context, ports, deployment, 'watch.asked', { system: 'quarterdeck' }, details, round);
  }
  await showWatch(context, ports, deployment, watch, 'asked about the watch');
  if (!anew) return;
  await reply(context, ports, deployment, `watch-asked:${round}`, async () => ({
    kind: 'watch-question',
    deployment,
    roles: releaseRoles(watching.environment),
    mention: await whoAnswers(watching),
    buttons: await Promise.all(
      (['keep-release', 'take-back-release'] as const).map((each) =>
        button(ports, { kind: each, deploymentId: deployment.id, round }),
      ),
    ),
  }));
  await showWatchPicture(watching, 'question', about);
  // What takes nothing back by itself, because it came back itself, still is what somebody has to see now.
  if (kind === 'roll-back') await callSomebody(watching, why);
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

/** Slack ids of those who may decide about it, and of who asked for it; to be called in a step. */
export async function whoAnswers({ ports, environment, deployment }: Watching): Promise<string[]> {
  const { roles } = await ports.catalogs.active();
  const sources = releaseRoles(environment).flatMap((role) => roles[role] ?? []);
  const holders = await ports.people.holders(sources, mostMentioned).catch(() => []);
  const { slackId } = deployment.requester;
  const all = [...new Set([...(slackId === null ? [] : [slackId]), ...holders])];
  const muted = await ports.mutes.among(all, 'all', ports.clock.now());
  return all.filter((id) => !muted.includes(id));
}
