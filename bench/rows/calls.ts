import path from 'node:path';
import type { RowGroup } from '../row-group.ts';
import { type Heard, openWorkspace } from '../servers/workspace.ts';
import { until } from '../until.ts';

/** Calls of the bot while one deployment goes from the command to its end, in the sandbox at its own speed, with webhooks. */
export const calls: RowGroup = {
  letter: 'f',
  title: 'calls per deployment',
  async measure(_options, say) {
    const workspace = await openWorkspace({ examples: path.resolve('examples'), speed: 60 });
    const { slack, github } = workspace.world;
    try {
      const counted = async (what: string, deploy: () => Promise<void>, succeeded: number) => {
        const seen = workspace.heard.length;
        await deploy();
        await workspace.succeeded(succeeded);
        await settled(workspace.heard);
        const made = workspace.heard
          .slice(seen)
          .filter(({ direction, world }) => direction === 'from-bot' && world !== 'clock');
        say(`${what}: ${byKind(made)}`);
        return made;
      };
      const type = async (text: string) => {
        await slack.command('dev', { channel: 'deployments', text });
      };
      const staging = await counted('staging', () => type('/deploy staging'), 1);
      const production = await counted(
        'production',
        async () => {
          await type('/deploy production v1.4.0');
          const card = await workspace.withButton('Approve', new Set());
          await slack.press('lead', { channel: 'deployments', ts: card.ts }, { button: 'Approve' });
        },
        2,
      );
      if (github.world().running.api?.production?.ref !== 'v1.4.0') throw new Error('the deployment did not arrive');
      return [
        { what: 'a deployment to staging', made: staging },
        { what: 'a deployment to production, with approval', made: production },
      ].map(({ what, made }) => ({
        what: `calls of ${what}`,
        ours: summary(made),
        floor: '',
        ratio: '',
        bar: '',
      }));
    } finally {
      await workspace.stop();
    }
  },
};

/** Waits until the bot has said nothing for two seconds. */
async function settled(heard: readonly Heard[]): Promise<void> {
  await until('the bot is done', () => performance.now() - (heard.findLast(isTalk)?.at ?? 0) > 2_000, { every: 100 });
}

/** Polling goes on for as long as anything is under way anywhere, and the clock is asked now and then. */
function isTalk({ world, direction, status }: Heard): boolean {
  return direction === 'from-bot' && world !== 'clock' && status !== 304;
}

function summary(made: readonly Heard[]): string {
  const github = made.filter(({ world }) => world === 'github');
  const free = github.filter(({ status }) => status === 304).length;
  return `Slack ${made.length - github.length}, GitHub ${github.length} (${free} of them 304)`;
}

function byKind(made: readonly Heard[]): string {
  const counts = new Map<string, number>();
  for (const { kind = 'other' } of made) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${kind} ${count}`).join(', ');
}
