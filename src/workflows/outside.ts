import type { Deployment } from '../model/deployment.ts';
import { ofOutside } from '../model/fault.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { reply } from './tell.ts';

/**
 * What goes with a deployment outside and must not hold it up. What cannot be done is said in the thread, each sentence once however often
 * it is tried, and in the log.
 */
export class Outside<M> {
  readonly #context: WorkflowContext<M>;
  readonly #ports: Pick<DeployPorts, 'chat' | 'log'>;
  readonly #deployment: Deployment;
  readonly #said = new Set<string>();

  constructor(context: WorkflowContext<M>, ports: Pick<DeployPorts, 'chat' | 'log'>, deployment: Deployment) {
    this.#context = context;
    this.#ports = ports;
    this.#deployment = deployment;
  }

  /** True when it was done. `without`: what it means when it is not. */
  async attempt(name: string, without: string, body: () => Promise<unknown>): Promise<boolean> {
    const { id } = this.#deployment;
    const { why } = await this.#context.effect(name, async () => {
      try {
        await body();
        return { why: null };
      } catch (error) {
        if (!ofOutside(error)) throw error;
        this.#ports.log.warn({ err: error, deployment: id, what: name }, 'what goes with a deployment was not done');
        return { why: error.message };
      }
    });
    if (why === null) return true;
    if (!this.#said.has(without)) {
      this.#said.add(without);
      await reply(this.#context, this.#ports, this.#deployment, `not done: ${name}`, {
        kind: 'text',
        tone: 'warning',
        title: without,
        lines: [why],
      });
    }
    return false;
  }
}
