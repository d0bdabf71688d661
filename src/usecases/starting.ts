import type { Start } from '../command.ts';
import type { Deployments } from '../ports/deployments.ts';
import type { Durable } from '../ports/durable.ts';

interface Ports {
  durable: Durable;
  deployments: Deployments;
}

interface Names {
  deploy: { workflow: string; id(deploymentId: string): string };
  rerun: { workflow: string; id(deploymentId: string, number: number): string };
}

/** Starts workflows, and sends to the one that drives a deployment now. The names come from `workflows/`, by way of app. */
export function startUseCases(ports: Ports, names: Names): Start {
  const toDriver = async (deploymentId: string, message: unknown, key: string): Promise<boolean> => {
    const deployment = await ports.deployments.get(deploymentId);
    return deployment ? ports.durable.send(deployment.driver, message, key) : false;
  };
  return {
    async deploy(request) {
      await ports.durable.start(names.deploy.workflow, names.deploy.id(request.id), request);
    },
    async rerun(request) {
      const deployment = await ports.deployments.get(request.deploymentId);
      // A double press names the same workflow twice; the next press after a refusal names the next.
      const number = (deployment?.reruns ?? 0) + 1;
      await ports.durable.start(names.rerun.workflow, names.rerun.id(request.deploymentId, number), {
        ...request,
        number,
      });
    },
    vote: (vote) => toDriver(vote.deploymentId, { kind: 'vote', ...without(vote, 'deploymentId') }, `vote:${vote.id}`),
    cancel: ({ id, deploymentId, by }) => toDriver(deploymentId, { kind: 'cancel', by }, `cancel:${id}`),
    settleDispatch: ({ id, deploymentId, choice, by }) =>
      toDriver(deploymentId, { kind: 'settle', choice, by }, `settle:${id}`),
  };
}

function without<T extends object, K extends keyof T>(value: T, key: K): Omit<T, K> {
  const { [key]: _, ...rest } = value;
  return rest;
}
