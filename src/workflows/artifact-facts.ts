import type { ArtifactFile, ArtifactResult } from '../model/artifact.ts';
import { sameFile } from '../model/artifact.ts';
import type { ChecksRule } from '../model/catalog.ts';
import { readCoverageFile, readLoadTest } from '../model/measured.ts';
import type { Repository } from '../model/repository.ts';
import type { Source } from '../ports/source.ts';

/** The files of artifacts that the rule looks at, each once. */
export function filesOf({ coverage, loadTest }: Pick<ChecksRule, 'coverage' | 'loadTest'>): ArtifactFile[] {
  const all = [coverage?.from, loadTest?.from].filter((each) => each !== undefined);
  return all.filter((each, index) => all.findIndex((other) => sameFile(each, other)) === index);
}

/** What they tell. `shas`: the commit, and behind it those of the same content; the first that has the file counts. */
export async function readArtifacts(
  source: Pick<Source, 'artifactFile'>,
  repository: Repository,
  shas: readonly string[],
  files: readonly ArtifactFile[],
): Promise<ArtifactResult[]> {
  return Promise.all(files.map((wanted) => readOne(source, repository, shas, wanted)));
}

async function readOne(
  source: Pick<Source, 'artifactFile'>,
  repository: Repository,
  shas: readonly string[],
  wanted: ArtifactFile,
): Promise<ArtifactResult> {
  let missing: string | null = null;
  for (const sha of shas) {
    const found = await source.artifactFile(repository, sha, wanted);
    if ('text' in found) {
      return {
        ...wanted,
        missing: null,
        coverage: readCoverageFile(found.text),
        loadTest: readLoadTest(found.text),
      };
    }
    missing ??= found.missing;
  }
  return { ...wanted, missing: missing ?? 'the commit is not known', coverage: null, loadTest: null };
}
