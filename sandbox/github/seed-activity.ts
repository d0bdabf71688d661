import { parseDuration } from '../duration.ts';
import { startsOnPush } from './actions/triggers.ts';
import { tipAt } from './git/tip-at.ts';
import { actionsBot, type GitHubWorld } from './world-of-github.ts';

interface Event {
  at: number;
  act(): void;
}

/** Plays what happened before the world began: the checks of every commit, all green, and the deployments that stand. */
export function seedActivity(world: GitHubWorld): void {
  const { timeline, parts } = world;
  const start = Date.parse(parts.seed.start);
  const events = [...checksOfCommits(world), ...standingDeployments(world, start), ...earlierRuns(world, start)];
  for (const { at, act } of events.sort((a, b) => a.at - b.at)) timeline.replay(at, act);
}

function checksOfCommits(world: GitHubWorld): Event[] {
  const { parts, history, hashes, workflows, engine } = world;
  const seen = new Set<string>();
  const events: Event[] = [];
  for (const [branch, { commits }] of Object.entries(parts.seed.branches)) {
    const ref = `refs/heads/${branch}`;
    for (const { key } of commits) {
      const commit = history.commits.get(hashes.get(key) ?? '');
      if (commit === undefined || seen.has(key)) continue;
      seen.add(key);
      const files = commit.files.map(({ filename }) => filename);
      const checking = workflows.filter((workflow) => !workflow.deploys && startsOnPush(workflow, ref, files));
      const trigger = { event: 'push', ref, sha: commit.sha, actor: commit.author };
      events.push({
        at: commit.date,
        act() {
          for (const workflow of checking) engine.start(workflow, trigger);
        },
      });
    }
  }
  return events;
}

function earlierRuns({ parts, workflows, engine, history, site }: GitHubWorld, start: number): Event[] {
  return (parts.seed.runs ?? []).map(({ workflow: file, event, ago }) => {
    const workflow = workflows.find((each) => each.file === file);
    if (workflow === undefined) throw new Error(`the world runs ${file}, which the repository does not have`);
    const at = start - parseDuration(ago);
    const act = () => {
      const sha = tipAt(history, site.defaultBranch, at);
      const actor = history.commits.get(sha)?.author ?? site.owner;
      engine.start(workflow, { event, ref: `refs/heads/${site.defaultBranch}`, sha, actor });
    };
    return { at, act };
  });
}

function standingDeployments(world: GitHubWorld, start: number): Event[] {
  const { parts, history, hashes, workflows, engine, running, deployments, site } = world;
  return Object.entries(parts.seed.running).flatMap(([environment, { ref, commit, by, ago }]) => {
    const sha = hashes.get(commit);
    if (sha === undefined) throw new Error(`the world runs the commit "${commit}", which no branch has`);
    const full = history.reference(ref)?.ref ?? `refs/heads/${ref}`;
    const arrived = () => parts.seed.services.every((service) => running.all()[service]?.[environment]?.sha === sha);
    const actor = site.users.find(by).login;
    const at = start - parseDuration(ago);
    const play = () => {
      const deploying = workflows.filter((workflow) => workflow.deploys && startsOnPush(workflow, full, null));
      for (const workflow of deploying) engine.start(workflow, { event: 'push', ref: full, sha, actor });
    };
    const state = () => {
      if (arrived()) return;
      for (const service of parts.seed.services) running.put(service, environment, { ref, sha });
      const deployment = deployments.create({ sha, ref, environment, creator: actionsBot });
      deployments.addStatus(deployment, { state: 'success', creator: actionsBot });
    };
    return [
      { at, act: play },
      { at, act: state },
    ];
  });
}
