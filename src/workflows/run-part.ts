import type { Environment, Pipeline } from '../model/catalog.ts';
import type { Deployment } from '../model/deployment.ts';
import type { Run } from '../model/run.ts';
import { partOf, reachedBy } from '../policy/part-of-run.ts';
import { watchedBy } from '../policy/started-elsewhere.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import type { DeployMessage, ObserveRequest } from './deploy-message.ts';
import { observeWorkflow, observeWorkflowId } from './deploy-message.ts';

/**
 * What a run is to one of the environments that it goes to. Each of them is a deployment of its own, with a
 * workflow of its own: the next one is begun by whoever sees that the run has come to it.
 */
export class RunPart {
  /** GitHub's names of the environments that other deployments of this run wait to enter. */
  readonly elsewhere: readonly string[];
  readonly #context: WorkflowContext<DeployMessage>;
  readonly #own: string;
  readonly #pipeline: Pipeline;
  readonly #environments: Environment[];
  readonly #refKind: 'branch' | 'tag' | null;
  readonly #followed: Set<string>;
  #whole: Run | null = null;

  constructor(
    context: WorkflowContext<DeployMessage>,
    { environment, workflow, ref }: Pick<Deployment, 'environment' | 'workflow' | 'ref'>,
    pipeline: Pipeline,
    next: ObserveRequest['next'],
  ) {
    this.#context = context;
    this.#own = environment;
    this.#pipeline = pipeline;
    this.#environments = watchedBy(pipeline.environments, workflow);
    this.#refKind = ref.kind === 'sha' ? null : ref.kind;
    this.#followed = new Set([...(next?.before ?? []), environment]);
    const nameOf = ({ name, githubEnvironment }: Environment) => githubEnvironment?.name ?? name;
    const own = this.#environments.find(({ name }) => name === environment);
    this.elsewhere = this.#environments
      .filter((each) => each !== own && each.startsOn?.job)
      .map(nameOf)
      .filter((name) => !own || name.toLowerCase() !== nameOf(own).toLowerCase());
  }

  /** The run as this environment has it. */
  of(run: Run): Run {
    if (run.jobs.length > 0) this.#whole = run;
    return partOf(this.#environments, this.#own, run);
  }

  /**
   * Begins what the run has come to besides. While this deployment still goes on, and when it has ended: what comes after it is judged by
   * how it ended.
   */
  async beginOthers(): Promise<void> {
    const whole = this.#whole;
    if (!whole) return;
    const { jobs: _, ...run } = whole;
    const repository = `${this.#pipeline.repository.owner}/${this.#pipeline.repository.name}`;
    for (const { name: environment } of reachedBy(this.#environments, whole)) {
      if (this.#followed.has(environment)) continue;
      const before = [...this.#followed];
      this.#followed.add(environment);
      const next = { pipeline: this.#pipeline.name, environment, refKind: this.#refKind, before };
      const id = observeWorkflowId(repository, run.id, run.attempt, environment);
      await this.#context.start(observeWorkflow, id, { repository, run, next } satisfies ObserveRequest);
    }
  }
}
