import type { ResolvedRef } from '../model/commit.ts';
import type { Deployment } from '../model/deployment.ts';
import { fullName } from '../model/repository.ts';
import { compareOrNull } from './change-list.ts';
import type { DeployPorts } from './deploy-ports.ts';
import type { Look } from './gather.ts';

/** What is told of every deployment that begins; whatever else there is to tell of it comes on top. */
type Own = Pick<Deployment, 'id' | 'requester' | 'origin' | 'driver' | 'requestedAt' | 'state' | 'attempts'> &
  Partial<Deployment>;

/** The document of a deployment of `ref`, by what was seen: the same, whether it was asked for here or began elsewhere. */
export async function newDeployment(ports: DeployPorts, seen: Look, ref: ResolvedRef, own: Own): Promise<Deployment> {
  const { environment, target, facts } = seen;
  const running = facts.running.known ? facts.running.value[0] : undefined;
  const compare = running ? await compareOrNull(ports, seen, running.sha, ref.sha) : null;
  return {
    pipeline: target.pipeline.name,
    target: target.name,
    services: target.services,
    environment: environment.name,
    repository: fullName(target.pipeline.repository),
    workflow: environment.workflow,
    channel: environment.channel,
    url: environment.url,
    reason: null,
    inputs: {},
    requestedInputs: {},
    catalogHash: seen.catalogHash,
    scheduledFor: null,
    stateSince: own.requestedAt,
    ref: { kind: ref.kind, name: ref.name },
    sha: ref.sha,
    tree: ref.tree,
    commit: { title: ref.title, author: ref.author, at: ref.committedAt, url: ref.url },
    from: running ? { ref: running.ref, sha: running.sha } : null,
    ...(facts.running.known && {
      before: facts.running.value.map(({ service, ref: name, sha }) => ({ service, ref: name, sha })),
    }),
    compare: compare ? { aheadBy: compare.aheadBy, behindBy: compare.behindBy, url: compare.url } : null,
    approval: null,
    verdicts: seen.verdicts,
    glass: false,
    place: null,
    headMustMatch: true,
    temporaryTag: false,
    dispatches: 0,
    reruns: 0,
    run: null,
    endedAt: null,
    note: null,
    ...own,
  };
}
