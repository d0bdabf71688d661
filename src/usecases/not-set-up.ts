import type { Catalog } from '../model/catalog.ts';
import { missingClusters } from '../policy/cluster-needs.ts';
import { missingInstruments } from '../policy/instrument-needs.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { Instruments } from './examining-instruments.ts';

/** What the catalog asks for and the settings do not name, in sentences. */
export function notSetUp(
  catalog: Catalog,
  ports: Omit<Instruments, 'clock'> & { cluster: Pick<Cluster, 'names'> | null },
): string[] {
  return [
    ...missingInstruments(catalog, (one) => ports[one] !== null),
    ...missingClusters(catalog, ports.cluster?.names() ?? null),
  ];
}
