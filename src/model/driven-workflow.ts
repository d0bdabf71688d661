import type { Environment } from './catalog.ts';

/** A workflow that Quarterdeck starts, and the environment as it is for that workflow: with the inputs that it is given. */
export interface DrivenWorkflow {
  workflow: string;
  environment: Environment;
}

/** All that are started for one environment: what deploys, what rolls back, and what restores the database. */
export function drivenWorkflows(environment: Environment): DrivenWorkflow[] {
  const { name, workflow, rollback } = environment;
  const other = (what: string, file: string, inputs: Record<string, string>): DrivenWorkflow => ({
    workflow: file,
    // Neither is bound to a commit, started by others or shown among the deployments: what they bring back stands in their inputs.
    environment: {
      ...environment,
      name: `${name}, ${what}`,
      workflow: file,
      inputs,
      pin: 'temporary-tag',
      startsOn: null,
      githubEnvironment: null,
      githubDeployments: 'workflow',
    },
  });
  return [
    { workflow, environment },
    ...(rollback?.workflow
      ? [
          other(
            'rollback',
            rollback.workflow,
            // The workflow that deploys is given what a deploy gives it as well.
            rollback.workflow === workflow ? { ...environment.inputs, ...rollback.inputs } : rollback.inputs,
          ),
        ]
      : []),
    ...(rollback?.database ? [other('restore', rollback.database.workflow, rollback.database.inputs)] : []),
  ];
}
