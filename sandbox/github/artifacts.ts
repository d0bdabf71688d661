import { strToU8, zipSync } from 'fflate';
import type { Instant, WorldIds } from '../contract.ts';
import type { Run } from './actions/run.ts';

/** What a run has uploaded: files under a name, in one zip. */
export interface Artifact {
  id: number;
  name: string;
  run: Run;
  zip: Uint8Array;
  createdAt: Instant;
}

export interface Artifacts {
  /** Newest first. */
  all(): Artifact[];
  get(id: number): Artifact | undefined;
  add(input: { name: string; run: Run; files: Record<string, string> }): Artifact;
}

export function createArtifacts(ids: WorldIds, now: () => Instant): Artifacts {
  const made: Artifact[] = [];
  return {
    all: () => made.toReversed(),
    get: (id) => made.find((each) => each.id === id),
    add({ name, run, files }) {
      const packed = Object.fromEntries(Object.entries(files).map(([file, content]) => [file, strToU8(content)]));
      const artifact = { id: ids.number(), name, run, zip: zipSync(packed), createdAt: now() };
      made.push(artifact);
      return artifact;
    },
  };
}
