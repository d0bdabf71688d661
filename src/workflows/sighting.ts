import type { Pipeline } from '../model/catalog.ts';
import { Fault, ofOutside } from '../model/fault.ts';
import { fullName } from '../model/repository.ts';
import type { Run } from '../model/run.ts';
import type { Millis } from '../model/time.ts';
import { minute } from '../model/time.ts';
import { watchedBy, whereItDeploys } from '../policy/started-elsewhere.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import type { DeployMessage, ObserveRequest } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';

/** What a run turned out to be. Its kind of ref is null where neither a branch nor a tag of that name tells. */
export interface Sighted {
  pipeline: string;
  environment: string;
  run: Run;
  refKind: 'branch' | 'tag' | null;
}

type Glance = { kind: 'deploys'; sighted: Sighted } | { kind: 'unknown'; run: Run } | { kind: 'open' | 'nowhere' };

/** While nobody tells of the run it is looked at ever less often, down to this, by the clock that users see. */
const slowest = 30 * minute;

/**
 * Waits until it shows where the run deploys to; null when it deploys nothing. A run that ended without telling is said in the
 * operations channel, once.
 */
export async function whereItGoes(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  request: ObserveRequest,
): Promise<Sighted | null> {
  for (let pause: Millis = minute; ; pause = Math.min(pause * 2, slowest)) {
    const seen = await context.step('look at the run', () =>
      request.next ? glanceAgain(ports, request, request.next) : glance(ports, request),
    );
    if (seen.kind === 'deploys') return seen.sighted;
    if (seen.kind === 'nowhere') return null;
    if (seen.kind === 'unknown') {
      await context.step('tell that it is unknown', () => tellUnknown(ports, request, seen.run));
      return null;
    }
    if ((await context.receive((await context.now()) + pause)) !== null) pause = minute;
    await context.drain();
  }
}

async function glance(ports: DeployPorts, { repository, run: first }: ObserveRequest): Promise<Glance> {
  const { pipelines } = await ports.catalogs.active();
  const watching = pipelines
    .filter((pipeline) => fullName(pipeline.repository).toLowerCase() === repository.toLowerCase())
    .map((pipeline) => ({ pipeline, environments: watchedBy(pipeline.environments, first.file) }))
    .filter(({ environments }) => environments.length > 0);
  const [one] = watching;
  if (!one) return { kind: 'nowhere' };
  try {
    const run = await ports.runs.get(one.pipeline.repository, first.id);
    if (!run) return { kind: 'nowhere' };
    const kind = () => kindOfRef(ports, one.pipeline, run);
    const pushed = run.event === 'push' ? await kind() : null;
    const asked = watching.some(({ environments }) => environments.some(({ startsOn }) => startsOn?.environment));
    const entered = asked ? await environmentsOf(ports, one.pipeline, run) : {};
    const found = watching.map(({ pipeline, environments }) => ({
      pipeline,
      sighting: whereItDeploys(environments, run, run.jobs, pushed, entered ?? {}),
    }));
    for (const { pipeline, sighting } of found) {
      if (sighting.kind !== 'deploys') continue;
      const environment = sighting.environment.name;
      const refKind = pushed ?? (await kind());
      return { kind: 'deploys', sighted: { pipeline: pipeline.name, environment, run, refKind } };
    }
    if (entered === null) return run.status === 'completed' ? { kind: 'unknown', run } : { kind: 'open' };
    const kinds = found.map(({ sighting }) => sighting.kind);
    if (kinds.includes('open')) return { kind: 'open' };
    return kinds.includes('unknown') ? { kind: 'unknown', run } : { kind: 'nowhere' };
  } catch (error) {
    if (ofOutside(error)) return { kind: 'open' };
    throw error;
  }
}

/** Null when we may not know, which is no reason to ask for ever. */
async function environmentsOf({ runs }: DeployPorts, { repository }: Pipeline, run: Run) {
  try {
    return await runs.environments(repository, run.id);
  } catch (error) {
    if (error instanceof Fault && error.kind === 'denied') return null;
    throw error;
  }
}

/** Where it goes to is known from before. */
async function glanceAgain(
  ports: DeployPorts,
  { run: first }: ObserveRequest,
  { pipeline: name, environment, refKind }: NonNullable<ObserveRequest['next']>,
): Promise<Glance> {
  const { pipelines } = await ports.catalogs.active();
  const pipeline = pipelines.find((each) => each.name === name);
  if (!pipeline) return { kind: 'nowhere' };
  try {
    const run = await ports.runs.get(pipeline.repository, first.id);
    return run ? { kind: 'deploys', sighted: { pipeline: name, environment, run, refKind } } : { kind: 'nowhere' };
  } catch (error) {
    if (ofOutside(error)) return { kind: 'open' };
    throw error;
  }
}

/** A run names its branch or tag, and not which of the two it is. */
async function kindOfRef(ports: DeployPorts, { repository }: Pipeline, run: Run): Promise<Sighted['refKind']> {
  const name = run.headBranch;
  if (name === null) return null;
  const [branch, tag] = await Promise.all([
    ports.source.pointsAt(repository, 'branch', name),
    ports.source.pointsAt(repository, 'tag', name),
  ]);
  if (branch.now === null || tag.now === null) return branch.now ? 'branch' : tag.now ? 'tag' : null;
  if ((branch.now === run.headSha) === (tag.now === run.headSha)) return null;
  return branch.now === run.headSha ? 'branch' : 'tag';
}

async function tellUnknown(ports: DeployPorts, { repository }: ObserveRequest, run: Run): Promise<void> {
  const { channels } = await ports.catalogs.active();
  await ports.chat.show({
    anchor: `unknown-run:${repository.toLowerCase()}:${run.id}`,
    channel: channels.operations,
    notice: {
      kind: 'text',
      tone: 'warning',
      title: `A run of ${run.file ?? run.workflow} has ended, and nothing told where it deployed to`,
      lines: [
        `“${run.title}” of ${repository}, started by ${run.startedBy ?? run.actor ?? 'somebody'} (${run.event}): ${run.conclusion ?? 'ended'}.`,
        run.url,
        'If it is a deployment, name the job that deploys, or the environment that it enters, under starts_on in quarterdeck.yml.',
      ],
    },
  });
}
