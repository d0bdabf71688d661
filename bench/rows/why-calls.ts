import path from 'node:path';
import type { RowGroup } from '../row-group.ts';
import { type Heard, openWorkspace, type Workspace } from '../servers/workspace.ts';
import type { Line } from '../table.ts';
import { until } from '../until.ts';

/** Which fact is asked for, by how a call is named; the first that fits counts. */
const facts: readonly (readonly [fact: string, kind: RegExp])[] = [
  ['the newest tag', /\/git\/matching-refs\//],
  ['the ref and its commit', /\/graphql Refs$|\/git\/(ref|tags)\/|\/commits\/\{ref\}$/],
  ['the checks', /\/graphql Checks$|\/commits\/\{ref\}\/(check-runs|status)$/],
  ['what runs there', /\/graphql Deployments$|\/deployments\b/],
];

/** What one `/why` asks of GitHub, fact by fact, in the sandbox. */
export const whyCalls: RowGroup = {
  letter: 'j',
  title: 'calls of GitHub for one /why',
  async measure(_options, say) {
    const workspace = await openWorkspace({ examples: path.resolve('examples'), speed: 60 });
    try {
      const lines: Line[] = [];
      for (const text of ['/why production', '/why production v1.4.0']) {
        const made = await ask(workspace, text);
        say(`${text}: ${made.map(({ kind, status }) => `${kind} ${status}`).join(', ')}`);
        lines.push({
          what: `calls of GitHub for ${text}`,
          ours: byFact(made),
          floor: '',
          ratio: '',
          bar: '≤ 1 per fact',
        });
      }
      return lines;
    } finally {
      await workspace.stop();
    }
  },
};

async function ask({ heard, world }: Workspace, text: string): Promise<Heard[]> {
  const seen = heard.length;
  const answers = () =>
    world.slack.messages('deployments', 'dev').filter((message) => message.text.startsWith('Why: ')).length;
  const before = answers();
  await world.slack.command('dev', { channel: 'deployments', text });
  await until('it is answered', () => answers() > before);
  return heard.slice(seen).filter((one) => one.world === 'github' && one.direction === 'from-bot' && !isPolling(one));
}

/** Of the runs that pushes have started; it has nothing to do with the question. */
function isPolling({ path: address }: Heard): boolean {
  return /\/actions\//.test(address);
}

function byFact(made: readonly Heard[]): string {
  const counts = new Map<string, number>();
  for (const { kind = 'other' } of made) {
    const fact = facts.find(([, asked]) => asked.test(kind))?.[0] ?? kind;
    counts.set(fact, (counts.get(fact) ?? 0) + 1);
  }
  return [...counts].map(([fact, count]) => `${fact} ${count}`).join(', ');
}
