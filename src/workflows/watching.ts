import type { Environment } from '../model/catalog.ts';
import type { WatchRule } from '../model/delivery.ts';
import type { Deployment } from '../model/deployment.ts';
import type { Watch } from '../model/rollout.ts';
import type { Instant } from '../model/time.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import type { DeployPorts } from './deploy-ports.ts';
import type { WatchMessage } from './watch-message.ts';

/** Everything that the parts of a watch share. */
export interface Watching {
  context: WorkflowContext<WatchMessage>;
  ports: DeployPorts;
  deployment: Deployment;
  environment: Environment;
  rule: WatchRule;
  /** What is shown of it; the deployment's own. */
  watch: Watch;
  /** What stands in the message now, without the values that always change, and since when. */
  shown: { what: string; at: Instant };
}
