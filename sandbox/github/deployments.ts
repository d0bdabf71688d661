import type { Instant, WorldIds } from '../contract.ts';

export type DeploymentState = 'error' | 'failure' | 'inactive' | 'in_progress' | 'queued' | 'pending' | 'success';

export interface DeploymentStatus {
  id: number;
  state: DeploymentState;
  creator: string;
  description: string;
  environment: string;
  environmentUrl: string;
  logUrl: string;
  createdAt: Instant;
}
export interface Deployment {
  id: number;
  sha: string;
  /** As it was asked for: a branch, a tag or a hash. */
  ref: string;
  task: string;
  payload: Record<string, unknown> | string;
  environment: string;
  originalEnvironment: string;
  description: string | null;
  creator: string;
  transient: boolean;
  production: boolean;
  createdAt: Instant;
  updatedAt: Instant;
  /** Newest first. */
  statuses: DeploymentStatus[];
  /** The run that made it, if Actions did. */
  runId: number | null;
}

export type NewDeployment = Pick<Deployment, 'sha' | 'ref' | 'environment' | 'creator'> &
  Partial<Pick<Deployment, 'task' | 'payload' | 'description' | 'transient' | 'production' | 'runId'>>;
export type NewStatus = Pick<DeploymentStatus, 'state' | 'creator'> &
  Partial<Pick<DeploymentStatus, 'description' | 'environment' | 'environmentUrl' | 'logUrl'>> & {
    autoInactive?: boolean;
  };

export interface Deployments {
  /** Newest first. */
  list(): Deployment[];
  get(id: number): Deployment | undefined;
  create(input: NewDeployment): Deployment;
  /** A success makes the earlier ones of its environment inactive, as GitHub's Actions and `auto_inactive` do. */
  addStatus(deployment: Deployment, input: NewStatus): DeploymentStatus;
}

export function createDeployments(parts: {
  ids: WorldIds;
  now: () => Instant;
  created(deployment: Deployment): void;
  statusAdded(deployment: Deployment, status: DeploymentStatus): void;
}): Deployments {
  const all: Deployment[] = [];

  function append(deployment: Deployment, input: NewStatus): DeploymentStatus {
    const status: DeploymentStatus = {
      id: parts.ids.number(),
      state: input.state,
      creator: input.creator,
      description: input.description ?? '',
      environment: input.environment ?? deployment.environment,
      environmentUrl: input.environmentUrl ?? '',
      logUrl: input.logUrl ?? '',
      createdAt: parts.now(),
    };
    deployment.environment = status.environment;
    deployment.updatedAt = status.createdAt;
    deployment.statuses.unshift(status);
    parts.statusAdded(deployment, status);
    return status;
  }

  return {
    list: () => all,
    get: (id) => all.find((deployment) => deployment.id === id),
    create(input) {
      const deployment: Deployment = {
        id: parts.ids.number(),
        sha: input.sha,
        ref: input.ref,
        task: input.task ?? 'deploy',
        payload: input.payload ?? {},
        environment: input.environment,
        originalEnvironment: input.environment,
        description: input.description ?? null,
        creator: input.creator,
        transient: input.transient ?? false,
        production: input.production ?? input.environment === 'production',
        createdAt: parts.now(),
        updatedAt: parts.now(),
        statuses: [],
        runId: input.runId ?? null,
      };
      all.unshift(deployment);
      parts.created(deployment);
      return deployment;
    },
    addStatus(deployment, input) {
      const status = append(deployment, input);
      if (status.state !== 'success' || input.autoInactive === false) return status;
      for (const other of all) {
        const same = other !== deployment && other.environment === deployment.environment && !other.transient;
        if (same && other.statuses[0]?.state === 'success')
          append(other, { state: 'inactive', creator: input.creator });
      }
      return status;
    },
  };
}
