import type { GitHubSimulation } from '../contract.ts';
import type { GitHubWorld } from './world-of-github.ts';

/** The newest run of the commit uploads files under a name; first one that deploys nothing. */
export function upload(world: GitHubWorld, { ref, name, files }: Parameters<GitHubSimulation['upload']>[0]): void {
  const { history, engine, artifacts, site } = world;
  const sha = history.resolve(ref)?.commit.sha;
  if (sha === undefined) throw new Error(`${site.fullName} has no commit ${ref}`);
  const runs = engine.runs().filter((run) => run.sha === sha);
  const run = runs.find(({ workflow }) => !workflow.deploys) ?? runs[0];
  if (run === undefined) throw new Error(`no workflow has run for ${ref}`);
  artifacts.add({ name, run, files });
  world.changed('runs');
}
