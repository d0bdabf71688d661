import type { LoadTestResult } from './measured.ts';

/** A file in an artifact of a workflow: `coverage`, `coverage-summary.json`. */
export interface ArtifactFile {
  artifact: string;
  file: string;
}

/** What such a file of a commit tells; `missing` is a sentence without a full stop when there is none to read. */
export interface ArtifactResult extends ArtifactFile {
  missing: string | null;
  /** Percent of lines. */
  coverage: number | null;
  loadTest: LoadTestResult | null;
}

export function sameFile(one: ArtifactFile, other: ArtifactFile): boolean {
  return one.artifact === other.artifact && one.file === other.file;
}
