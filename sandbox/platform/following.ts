import type { ClusterSimulation } from '../cluster/cluster.ts';
import { deployments } from '../cluster/kinds.ts';
import type { Deployment } from '../cluster/workloads.ts';
import type { GitHubSimulation } from '../contract.ts';
import type { ClusterSeed } from './seed.ts';
import type { Running } from './serving.ts';

/**
 * Where runs of GitHub deploy by themselves, as Helm within a workflow does: what they have brought is put into the Deployments. Gives what
 * looks whether there is something new.
 */
export function createFollowing(
  seed: ClusterSeed,
  cluster: ClusterSimulation,
  github: GitHubSimulation,
  standing: Running = github.running(),
): () => void {
  const followed = Object.entries(seed.namespaces).filter(([, { follows_runs: follows }]) => follows);
  const seen = new Map<string, string>();
  function look(running: Running, act: (namespace: string, name: string, image: string) => void) {
    for (const [namespace, { environment = namespace, deployments: all }] of followed)
      for (const { name, service, image } of all) {
        const sha = running[service]?.[environment]?.sha;
        const key = `${namespace}/${name}`;
        if (sha === undefined || seen.get(key) === sha) continue;
        seen.set(key, sha);
        act(namespace, name, `${image}:${sha}`);
      }
  }
  look(standing, () => {});
  return () => look(github.running(), (namespace, name, image) => setImage(cluster, 'helm', namespace, name, image));
}

/** Somebody puts another image into the first container of a Deployment. @throws Refusal when there is none. */
export function setImage(cluster: ClusterSimulation, by: string, namespace: string, name: string, image: string): void {
  const found = cluster.list(deployments, namespace).find(({ metadata }) => metadata.name === name);
  const [first, ...others] = (found as unknown as Deployment | undefined)?.spec.template.spec.containers ?? [];
  const containers = JSON.parse(JSON.stringify([{ ...first, image }, ...others]));
  cluster.change(by, deployments, namespace, name, { spec: { template: { spec: { containers } } } });
}
