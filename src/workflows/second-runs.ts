import type { Deployment } from '../model/deployment.ts';
import type { Repository } from '../model/repository.ts';
import type { RunUpdate } from '../model/run.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { attempted } from './attempted.ts';
import { record } from './audit.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { reply } from './tell.ts';

/**
 * A deployment has one run. Should GitHub, after an outage, start a second one for a dispatch that was given up for lost, it is
 * cancelled, and people are told.
 */
export class SecondRuns {
  readonly #seen = new Set<number>();
  readonly #context: WorkflowContext<DeployMessage>;
  readonly #ports: DeployPorts;
  readonly #deployment: Deployment;
  readonly #repository: Repository;
  readonly #runId: number;

  constructor(
    context: WorkflowContext<DeployMessage>,
    ports: DeployPorts,
    deployment: Deployment,
    repository: Repository,
    runId: number,
  ) {
    this.#context = context;
    this.#ports = ports;
    this.#deployment = deployment;
    this.#repository = repository;
    this.#runId = runId;
  }

  async judge({ run, runId }: RunUpdate): Promise<void> {
    const deployment = this.#deployment;
    if (!run || runId === this.#runId || this.#seen.has(runId)) return;
    if (run.event !== 'workflow_dispatch' || !run.title.includes(deployment.id)) return;
    this.#seen.add(runId);
    await attempted(
      this.#context,
      this.#ports,
      deployment,
      `cancel second run ${runId}`,
      'A second run of this deployment could not be cancelled: cancel it on GitHub',
      () => this.#ports.runs.cancel(this.#repository, runId),
    );
    const actor = { system: 'quarterdeck' };
    await record(this.#context, this.#ports, deployment, 'deployment.second-run-cancelled', actor, { runId }, runId);
    await reply(this.#context, this.#ports, deployment, `second run ${runId}`, {
      kind: 'text',
      tone: 'warning',
      title: 'GitHub started a second run of this deployment',
      lines: [`${run.url} was cancelled; the first one goes on.`],
    });
  }
}
