import { deploymentIdFor } from '../model/deployment.ts';
import type { RollbackPart, RollbackRequest } from '../model/rollback.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { forAMoment, isBusy } from './listening.ts';
import { lookBack } from './rollback-look.ts';

/** What a rollback would come to if it began now. */
export type Foresight =
  /** Ids of the deployments that it becomes. */
  | { kind: 'goes'; ids: string[] }
  /** It would be refused. Sentences. */
  | { kind: 'stays'; why: string; helps: string[] };

/**
 * Before anybody is told that a version comes back: whether one does. To be called in a step. A rollback waits for nobody: where GitHub
 * would have to be asked for long, it is taken to go.
 */
export async function foresee(ports: DeployPorts, request: RollbackRequest): Promise<Foresight> {
  const look = await forAMoment(ports, lookBack(ports, request));
  if (isBusy(look)) return { kind: 'goes', ids: [request.id] };
  if (look.kind !== 'refused') return { kind: 'goes', ids: [request.id] };
  const parts = partsOf(request, look.parts);
  if (parts) return { kind: 'goes', ids: parts.map(({ to }) => deploymentIdFor(causeOf(request, { to }))) };
  return { kind: 'stays', why: look.title, helps: look.lines };
}

/** Where services go back to different versions: who takes back one deployment, wherever that leads, has each part go. */
export function partsOf({ by, of, to }: RollbackRequest, parts: RollbackPart[] | undefined): RollbackPart[] | null {
  const wherever = by === 'quarterdeck' || (of !== null && to === null);
  return parts && wherever ? parts : null;
}

/** What causes the rollback of one part. */
export function causeOf({ id }: Pick<RollbackRequest, 'id'>, { to }: Pick<RollbackPart, 'to'>): string {
  return `${id}:${to.sha}`;
}
