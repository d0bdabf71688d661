import { strToU8, zipSync } from 'fflate';
import type { Instant, WorldIds } from '../contract.ts';
import type { Job, Run } from './actions/run.ts';

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
  /** What the job's steps upload, as far as the world says what is in it. */
  follow(job: Job): void;
}

/** `contents`: by the name of an artifact that a workflow uploads, its files. */
export function createArtifacts(
  ids: WorldIds,
  now: () => Instant,
  contents: Record<string, Record<string, string>>,
): Artifacts {
  const made: Artifact[] = [];
  const artifacts: Artifacts = {
    all: () => made.toReversed(),
    get: (id) => made.find((each) => each.id === id),
    add({ name, run, files }) {
      const packed = Object.fromEntries(Object.entries(files).map(([file, content]) => [file, strToU8(content)]));
      const artifact = { id: ids.number(), name, run, zip: zipSync(packed), createdAt: now() };
      made.push(artifact);
      return artifact;
    },
    follow({ run, steps }) {
      for (const { conclusion, definition } of steps) {
        if (conclusion !== 'success' || !definition?.uses?.startsWith('actions/upload-artifact@')) continue;
        const name = String(definition.with?.name ?? 'artifact');
        const files = contents[name];
        if (files !== undefined) artifacts.add({ name, run, files });
      }
    },
  };
  return artifacts;
}
