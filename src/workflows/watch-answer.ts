import { ofOutside } from '../model/fault.ts';
import type { Person } from '../model/person.ts';
import type { Permission } from '../policy/permissions.ts';
import { mayRollBack } from '../policy/permissions.ts';
import { record } from './audit.ts';
import { tell } from './tell.ts';
import { endWatch } from './watch-end.ts';
import type { WatchMessage } from './watch-message.ts';
import { showWatch } from './watch-show.ts';
import type { Watching } from './watching.ts';

/** What a person says of a release that nobody else could judge. */
export async function answerWatch(
  watching: Watching,
  message: Extract<WatchMessage, { kind: 'answer' }>,
): Promise<void> {
  const { context, ports, deployment, watch } = watching;
  const { by, choice, id } = message;
  const say = (title: string, lines: string[]) =>
    tell(context, ports, message, { kind: 'text', tone: 'warning', title, lines });
  const may = await context.step('may they answer', () => mayThey(watching, by));
  if (!may.allowed) {
    await record(context, ports, deployment, 'watch.answer-refused', by, { choice, why: may.why }, id);
    const who = may.who.length > 0 ? [`Who can: ${may.who.join(', ')}.`] : [];
    return say('You may not decide this', [may.why, ...who]);
  }
  const { question } = watch;
  if (!question || question.round !== message.round) {
    return say('That question is settled', ["The deployment's message shows how it stands now."]);
  }
  const { about, round } = question;
  await record(context, ports, deployment, 'watch.answered', by, { choice, about, round }, id);
  if (choice === 'roll-back') return endWatch(watching, { state: 'failed', by, why: question.why, about, message });
  const { slackId, name, githubLogin } = by;
  watch.kept.push({ by: { slackId, name, githubLogin }, at: await context.now(), about });
  watch.question = null;
  // Its time was over: one more look shows whether that was all that was open.
  if (watch.state === 'inconclusive') Object.assign(watch, { state: 'watching', endedAt: null });
  await showWatch(context, ports, deployment, watch, 'kept');
}

async function mayThey({ ports, environment }: Watching, by: Person): Promise<Permission> {
  try {
    const { roles } = await ports.catalogs.active();
    return mayRollBack(await ports.people.membership(by.slackId, roles), environment);
  } catch (error) {
    if (!ofOutside(error)) throw error;
    return { allowed: false, why: `Whether you may cannot be seen just now: ${error.message}`, who: [] };
  }
}
