import type { Catalog } from '../model/catalog.ts';
import { findEnvironment } from '../model/catalog.ts';
import type { Deployment } from '../model/deployment.ts';
import type { LockScope } from '../model/lock.ts';

/** What is locked after a rollback: the environment; where another pipeline has one of that name, the services alone. */
export function lockScopes(
  { pipelines }: Catalog,
  { pipeline, environment, services }: Pick<Deployment, 'pipeline' | 'environment' | 'services'>,
): LockScope[] {
  const shared = pipelines.some((other) => other.name !== pipeline && findEnvironment(other, environment) !== null);
  return shared ? services.map((service) => ({ environment, service })) : [{ environment, service: null }];
}
