import type { Button } from '../model/button.ts';
import type { DefaultRef, Environment } from '../model/catalog.ts';
import type { WantedDeploy } from '../model/deployment.ts';
import { refMatches } from '../policy/gates/ref.ts';
import type { DeployPorts } from './deploy-ports.ts';
import type { Look } from './gather.ts';

/** More would only be guessed at. */
const most = 2;

/**
 * Where the ref cannot be deployed there: the same deploy of the names that were probably meant and that fit, else of what the environment
 * takes by itself.
 */
export async function anotherRef(
  ports: Pick<DeployPorts, 'buttons'>,
  again: WantedDeploy,
  { environment, facts }: Pick<Look, 'environment' | 'facts'>,
): Promise<Button[]> {
  const found = facts.ref.known ? facts.ref.value : null;
  const meant = found && 'problem' in found ? found.candidates.filter((name) => fits(environment, name)) : [];
  const { defaultRef } = environment;
  const own = 'branch' in defaultRef ? defaultRef.branch : null;
  const offered =
    meant.length > 0
      ? meant.slice(0, most).map((name) => ({ ref: name, words: name }))
      : again.ref !== null && again.ref !== own
        ? [{ ref: null, words: sayDefault(defaultRef) }]
        : [];
  return Promise.all(
    offered.map(async ({ ref, words }) => {
      const kind = 'schedule' as const;
      const id = await ports.buttons.offer({ kind, ...again, ref, at: null });
      const confirm = {
        title: 'Deploy this instead?',
        text: `${words} to ${environment.name}: every gate is asked about it.`,
        yes: 'Deploy',
      };
      return { id, kind, label: `Deploy ${words}`, style: 'plain' as const, confirm };
    }),
  );
}

/** A name may be given in full, as in `refs/tags/v1.4.0`. */
function fits({ gates }: Environment, name: string): boolean {
  const { branches, tags } = gates.ref;
  const [, kind, short] = /^refs\/(heads|tags)\/(.+)$/.exec(name) ?? [];
  const branch = kind !== 'tags' && refMatches('branch', short ?? name, branches);
  return branch || (kind !== 'heads' && refMatches('tag', short ?? name, tags));
}

function sayDefault(by: DefaultRef): string {
  if ('branch' in by) return `the branch ${by.branch}`;
  return 'latestTag' in by ? `the latest tag ${by.latestTag}` : `what ${by.verifiedIn} has verified`;
}
