import { readFile } from 'node:fs/promises';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import type { StandingObject } from '../cluster/cluster.ts';
import { kinds, serviceAccounts } from '../cluster/kinds.ts';

export interface BotAccess {
  account: { namespace: string; name: string };
  objects: StandingObject[];
}

const manifest = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});

/**
 * The rights of the bot, from a manifest of a service account and its roles. Roles and bindings of a namespace are repeated for each
 * namespace of the world, as whoever installs them does.
 */
export async function readAccess(file: string, namespaces: readonly string[]): Promise<BotAccess> {
  const documents = parseAllDocuments(await readFile(file, 'utf8')).map((each) => manifest.parse(each.toJS()));
  const account = documents.find(({ kind }) => kind === 'ServiceAccount')?.metadata;
  if (account === undefined) throw new Error(`${file} has no ServiceAccount`);
  const objects = documents.flatMap((body): StandingObject[] => {
    const kind = kinds.find((each) => each.kind === body.kind && body.apiVersion.split('/').at(-1) === each.version);
    if (kind === undefined) throw new Error(`${file}: the sandbox's cluster knows no ${body.kind}`);
    if (!kind.namespaced) return [{ kind, namespace: '', body }];
    const where = kind === serviceAccounts ? [body.metadata.namespace ?? 'default'] : namespaces;
    return where.map((namespace) => ({
      kind,
      namespace,
      body: { ...body, metadata: { ...body.metadata, namespace } },
    }));
  });
  return { account: { namespace: account.namespace ?? 'default', name: account.name }, objects };
}
