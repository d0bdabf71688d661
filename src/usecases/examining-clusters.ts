import type { Catalog } from '../model/catalog.ts';
import { ofOutside } from '../model/fault.ts';
import type { Finding } from '../model/notice.ts';
import { clusterNeeds, missingClusters } from '../policy/cluster-needs.ts';
import type { Cluster, Place } from '../ports/cluster.ts';

/** Every cluster that the catalog names: whether it is set up, answers and lets us do what is needed. `cluster`: null where none is set up. */
export async function examineCatalogClusters(
  cluster: (Pick<Cluster, 'names'> & { examine(places: readonly Place[]): Promise<Finding[]> }) | null,
  catalog: Catalog,
): Promise<Finding[]> {
  const names = cluster?.names() ?? [];
  const missing = missingClusters(catalog, names).map(
    (found): Finding => ({
      ok: false,
      what: 'Kubernetes',
      found,
      mend: 'docs/configuration.md, Kubernetes, says how clusters are set up.',
    }),
  );
  const places = clusterNeeds(catalog).filter(({ workload }) => names.includes(workload.cluster));
  if (cluster === null || places.length === 0) return missing;
  try {
    return [...missing, ...(await cluster.examine(places))];
  } catch (error) {
    if (!ofOutside(error)) throw error;
    return [...missing, { ok: false, what: 'Kubernetes', found: error.message, mend: 'See docs/kubernetes.md.' }];
  }
}
