import type { Source } from '../../ports/source.ts';
import { createArtifactFiles } from './artifacts.ts';
import { getBranchProtection } from './branch-protection.ts';
import { listChecks } from './checks.ts';
import type { GitHub } from './client.ts';
import { readCommitRange } from './commit-range.ts';
import { compareCommits } from './compare.ts';
import { defaultBranch } from './default-branch.ts';
import { lastDeployed } from './deployments.ts';
import { listPullRequests } from './pull-requests.ts';
import { lookAtRef, resolveRef } from './refs.ts';
import { suggestRefs } from './suggest.ts';
import { createTag, deleteTag, latestTag } from './tags.ts';
import { getWorkflowFile } from './workflow-file.ts';

/** The code, as GitHub holds it. */
export function createSource(github: GitHub): Source {
  return {
    resolve: (repository, ref) => resolveRef(github, repository, ref),
    latestTag: (repository, pattern) => latestTag(github, repository, pattern),
    suggest: (repository, query) => suggestRefs(github, repository, query),
    compare: (repository, base, head) => compareCommits(github, repository, base, head),
    defaultBranch: (repository) => defaultBranch(github, repository),
    checks: (repository, sha) => listChecks(github, repository, sha),
    artifactFile: createArtifactFiles(github),
    pullRequests: (repository, sha) => listPullRequests(github, repository, sha),
    commitRange: (repository, since, head, coAuthors) => readCommitRange(github, repository, since, head, coAuthors),
    branchProtection: (repository, branch, administrators) =>
      getBranchProtection(github, repository, branch, administrators),
    workflowFile: (repository, workflow, ref) => getWorkflowFile(github, repository, workflow, ref),
    pointsAt: (repository, kind, name) => lookAtRef(github, repository, kind, name),
    createTag: (repository, name, sha) => createTag(github, repository, name, sha),
    deleteTag: (repository, name) => deleteTag(github, repository, name),
    lastDeployed: (repository, environment, ours) => lastDeployed(github, repository, environment, ours),
  };
}
