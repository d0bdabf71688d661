import type { PersonRef } from './person.ts';
import type { Instant } from './time.ts';

/** What a service runs in an environment. `deploymentId` is null when it was learnt from GitHub's own deployments. */
export interface Running {
  service: string;
  environment: string;
  ref: string;
  sha: string;
  tree: string | null;
  /** Since when it runs there and, if it is verified, since when it is. */
  since: Instant;
  by: PersonRef;
  deploymentId: string | null;
  /** The run succeeded (and, where configured, the watch too). */
  verified: boolean;
}

/** What GitHub's own deployment of an environment says of one service. */
export function fromGitHub(
  service: string,
  environment: string,
  found: { ref: string; sha: string; at: Instant; by: string | null },
): Running {
  return {
    service,
    environment,
    ref: found.ref,
    sha: found.sha,
    tree: null,
    since: found.at,
    by: { slackId: null, name: found.by ?? 'GitHub', githubLogin: found.by },
    deploymentId: null,
    verified: false,
  };
}
