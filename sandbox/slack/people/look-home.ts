import { viewJson } from '../state/make-view.ts';
import { personOf, type Stage } from './interaction.ts';

/** Real milliseconds that the bot has to publish a Home tab after it was opened. */
const patience = 2_000;

/** A person opens the app's Home tab. Gives what the bot published then, or what was there before; null when nothing. */
export async function lookHome(stage: Stage, handle: string): Promise<Record<string, unknown> | null> {
  const { workspace } = stage;
  const person = personOf(workspace, handle);
  if (person === undefined || !workspace.manifest.homeTab) return null;
  const { views, channels, bot } = workspace;
  const before = views.home(person.slackId);
  workspace.emit({
    type: 'app_home_opened',
    user: person.slackId,
    channel: channels.direct(person.slackId, bot.userId).id,
    tab: 'home',
    event_ts: workspace.nextTs(),
    ...(before && { view: viewJson(workspace, before) }),
  });
  await views.until(() => views.home(person.slackId) !== before, patience);
  const home = views.home(person.slackId);
  return home ? viewJson(workspace, home) : null;
}
