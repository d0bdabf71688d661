import { writeFile } from 'node:fs/promises';
import type { WorldIds } from '../contract.ts';

/** The bearer token of the bot's service account: the same in every life of a world. */
export function kubeconfigToken(ids: WorldIds): string {
  return ids.sha('the token of the simulated cluster');
}

/**
 * Writes the kubeconfig of a cluster: contexts with the namespace of each, the first the current one. Plain HTTP on loopback: the SDK speaks it
 * only to a cluster that says its certificate need not be checked.
 */
export async function writeKubeconfig(
  file: string,
  { server, token, contexts }: { server: string; token: string; contexts: Readonly<Record<string, string>> },
): Promise<void> {
  const entries = Object.entries(contexts);
  const user = 'quarterdeck';
  // JSON is YAML.
  const content = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: entries.map(([name]) => ({ name, cluster: { server, 'insecure-skip-tls-verify': true } })),
    users: [{ name: user, user: { token } }],
    contexts: entries.map(([name, namespace]) => ({ name, context: { cluster: name, user, namespace } })),
    'current-context': entries[0]?.[0] ?? '',
  };
  await writeFile(file, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
}
