import { KubeConfig } from '@kubernetes/client-node';
import { Fault } from '../../model/fault.ts';

export interface ContextSettings {
  /** Absolute paths of kubeconfigs. */
  files: readonly string[];
  /** The name of the cluster that the process runs in; null: it is not used. */
  inCluster: string | null;
}

/** A configuration for each name. Of contexts of the same name the first counts. Throws `Fault` where one cannot be read. */
export function readContexts({ files, inCluster }: ContextSettings): Map<string, KubeConfig> {
  const found = new Map<string, KubeConfig>();
  if (inCluster !== null) {
    const own = new KubeConfig();
    own.loadFromCluster();
    found.set(inCluster, own);
  }
  for (const file of files)
    for (const name of namesIn(file))
      if (!found.has(name)) {
        const config = load(file);
        config.setCurrentContext(name);
        found.set(name, config);
      }
  return found;
}

const namesIn = (file: string) =>
  load(file)
    .getContexts()
    .map(({ name }) => name);

function load(file: string): KubeConfig {
  const config = new KubeConfig();
  try {
    config.loadFromFile(file);
    return config;
  } catch {
    // What went wrong may quote the file, and that holds credentials.
    throw new Fault('denied', `The kubeconfig ${file} cannot be read.`);
  }
}
