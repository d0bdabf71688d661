import { approverLeaves } from './approver-leaves.ts';
import { artifactUploaded } from './artifact.ts';
import { calm } from './calm.ts';
import { checkScenarios } from './checks.ts';
import { githubScenarios } from './github-trouble.ts';
import { jobFails } from './job-fails.ts';
import { platformScenarios } from './platform-trouble.ts';
import { pullRequestScenarios } from './pull-requests.ts';
import { pushBeforeDispatch } from './push-before-dispatch.ts';
import type { Scenario } from './scenario.ts';
import { podScenarios, serviceScenarios } from './service-trouble.ts';
import { slackScenarios } from './slack-trouble.ts';
import { webhookScenarios } from './webhooks.ts';

/** In the order of the page's menu. */
export const scenarios: readonly Scenario[] = [
  jobFails,
  ...checkScenarios,
  artifactUploaded,
  pushBeforeDispatch,
  ...pullRequestScenarios,
  approverLeaves,
  ...serviceScenarios,
  ...podScenarios,
  ...platformScenarios,
  ...githubScenarios,
  ...webhookScenarios,
  ...slackScenarios,
  calm,
];
