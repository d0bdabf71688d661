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
  ['the pull request', /\/graphql (PullRequests|Reviews)$/],
  ['the protection of the branch', /\/graphql BranchProtection$|\/rulesets\//],
  ['the commits', /\/graphql History$|\/compare\//],
  // Its list and its content are two answers, whatever one does.
  ['the artifact: list', /\/actions\/artifacts$/],
  ['the artifact: content', /\/actions\/artifacts\//],
];

/** Each with an example, whose gates ask for different facts. */
const questions = [
  ['trading-engine', '/why production'],
  ['trading-engine', '/why production v1.4.0'],
  ['goldensignals', '/why production'],
] as const;

/** What one `/why` asks of GitHub, fact by fact, in the sandbox. */
export const whyCalls: RowGroup = {
  letter: 'j',
  title: 'calls of GitHub for one /why',
  async measure(_options, say) {
    const lines: Line[] = [];
    for (const example of new Set(questions.map(([of]) => of))) {
      const workspace = await openWorkspace({ examples: path.resolve('examples'), example, speed: 60 });
      try {
        for (const [of, text] of questions) {
          if (of !== example) continue;
          const made = await ask(workspace, text);
          say(`${example}: ${text}: ${made.map(({ kind, status }) => `${kind} ${status}`).join(', ')}`);
          lines.push({
            what: `calls of GitHub for ${text} (${example})`,
            ours: byFact(made),
            floor: '',
            ratio: '',
            bar: '≤ 1 per fact',
          });
        }
      } finally {
        await workspace.stop();
      }
    }
    return lines;
  },
};

async function ask({ heard, world }: Workspace, text: string): Promise<Heard[]> {
  const seen = heard.length;
  const answers = () =>
    world.slack.messages('deployments', 'dev').filter((message) => message.text.startsWith('Why: ')).length;
  const before = answers();
  await world.slack.command('dev', { channel: 'deployments', text });
  await until('it is answered', () => answers() > before);
  return heard.slice(seen).filter((one) => one.world === 'github' && one.direction === 'from-bot' && !isBeside(one));
}

/** Runs that pushes have started are polled, and the app signs in once an hour: neither has to do with the question. */
function isBeside({ path: address }: Heard): boolean {
  return /\/actions\/runs|\/actions\/workflows|\/installation$|\/access_tokens$/.test(address);
}

function byFact(made: readonly Heard[]): string {
  const counts = new Map<string, number>();
  for (const { kind = 'other' } of made) {
    const fact = facts.find(([, asked]) => asked.test(kind))?.[0] ?? kind;
    counts.set(fact, (counts.get(fact) ?? 0) + 1);
  }
  return [...counts].map(([fact, count]) => `${fact} ${count}`).join(', ');
}
