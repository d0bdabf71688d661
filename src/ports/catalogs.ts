import type { Catalog } from '../model/catalog.ts';

/** Catalog versions by content hash. All replicas use the one that is active here. */
export interface Catalogs {
  /** Throws `Fault` when none is active. */
  active(): Promise<Catalog>;
  byHash(hash: string): Promise<Catalog | null>;
  /** Stores it and makes it the active one. */
  activate(catalog: Catalog): Promise<void>;
}
