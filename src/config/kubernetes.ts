import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

export interface KubernetesSettings {
  /** Absolute paths of kubeconfigs; where two have a context of the same name, the first counts. */
  files: string[];
  /** What the catalog calls the cluster that the process itself runs in; null: that one is not used. */
  inCluster: string | null;
  /** All names that the catalog can use. */
  names: string[];
  /** Addresses of API servers by the variable that leads there; for simulations. */
  servers: { variable: string; address: string }[];
}

interface Seen {
  KUBECONFIG?: string | undefined;
  QUARTERDECK_KUBECONFIG?: string | undefined;
  QUARTERDECK_IN_CLUSTER?: string | undefined;
}

/** As much of a kubeconfig as says which clusters there are; its credentials are the adapter's. */
const kubeconfig = z.looseObject({
  contexts: z.array(z.looseObject({ name: z.string().min(1) })).nullish(),
  clusters: z.array(z.looseObject({ cluster: z.looseObject({ server: z.string() }) })).nullish(),
});

/** Null: no cluster is known. `QUARTERDECK_KUBECONFIG` counts before `KUBECONFIG`, which other programs use too. */
export function kubernetesSettings(
  seen: Seen,
  machine: { folder: string; readFile: (file: string) => string },
  problems: string[],
): KubernetesSettings | null {
  const variable = seen.QUARTERDECK_KUBECONFIG === undefined ? 'KUBECONFIG' : 'QUARTERDECK_KUBECONFIG';
  const list = seen.QUARTERDECK_KUBECONFIG ?? seen.KUBECONFIG;
  const inCluster = seen.QUARTERDECK_IN_CLUSTER ?? null;
  if (list === undefined && inCluster === null) return null;
  const files = (list ?? '')
    .split(path.delimiter)
    .filter((file) => file !== '')
    .map((file) => path.resolve(machine.folder, file));
  const names = new Set(inCluster === null ? [] : [inCluster]);
  const servers: KubernetesSettings['servers'] =
    inCluster === null ? [] : [{ variable: 'QUARTERDECK_IN_CLUSTER', address: 'https://kubernetes.default.svc' }];
  for (const file of files) {
    const read = contentOf(file, machine.readFile);
    if (read === null) {
      problems.push(`${variable} is not as expected: ${file} is not a kubeconfig that can be read.`);
      continue;
    }
    for (const { name } of read.contexts ?? []) names.add(name);
    servers.push(...(read.clusters ?? []).map(({ cluster }) => ({ variable, address: cluster.server })));
  }
  return { files, inCluster, names: [...names], servers };
}

function contentOf(file: string, readFile: (file: string) => string) {
  try {
    return kubeconfig.parse(parse(readFile(file)) ?? {});
  } catch {
    // What went wrong may quote the file, and that holds credentials.
    return null;
  }
}
