import type { Start } from '../command.ts';
import type { Deployment } from '../model/deployment.ts';
import type { Deployments } from '../ports/deployments.ts';
import type { Durable } from '../ports/durable.ts';

interface Ports {
  durable: Durable;
  deployments: Deployments;
}

interface Names {
  deploy: { workflow: string; id(deploymentId: string): string };
  rerun: { workflow: string; id(deploymentId: string, press: string): string };
  checks: { workflow: string; id(press: string): string };
  backup: { workflow: string; id(press: string): string };
  rollback: { workflow: string; id(deploymentId: string): string };
  restore: { workflow: string; id(press: string): string };
  glassReview: { id(deploymentId: string): string };
  changeValidation: { id(changeId: string): string };
  watch: { idOf(deployment: Deployment): string };
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
      // One workflow a press: which of two goes ahead is settled where it is stored, and the other is told.
      await ports.durable.start(names.rerun.workflow, names.rerun.id(request.deploymentId, request.id), request);
    },
    checks: (request) => ports.durable.start(names.checks.workflow, names.checks.id(request.id), request),
    backup: (request) => ports.durable.start(names.backup.workflow, names.backup.id(request.id), request),
    rollback: (request) => ports.durable.start(names.rollback.workflow, names.rollback.id(request.id), request),
    restoreDatabase: (request) => ports.durable.start(names.restore.workflow, names.restore.id(request.id), request),
    vote: (vote) => toDriver(vote.deploymentId, { kind: 'vote', ...without(vote, 'deploymentId') }, `vote:${vote.id}`),
    cancel: (cancel) =>
      toDriver(cancel.deploymentId, { kind: 'cancel', ...without(cancel, 'deploymentId') }, `cancel:${cancel.id}`),
    reviewGlass: ({ deploymentId, ...review }) =>
      ports.durable.send(names.glassReview.id(deploymentId), { kind: 'reviewed', ...review }, `review:${review.id}`),
    validateChange: ({ changeId, ...answer }) =>
      ports.durable.send(
        names.changeValidation.id(changeId),
        { kind: 'validated', ...answer },
        `validate:${answer.id}`,
      ),
    async answerWatch({ deploymentId, ...answer }) {
      const deployment = await ports.deployments.get(deploymentId);
      if (!deployment) return false;
      return ports.durable.send(names.watch.idOf(deployment), { kind: 'answer', ...answer }, `answer:${answer.id}`);
    },
    steer: (press) =>
      toDriver(press.deploymentId, { kind: 'steer', ...without(press, 'deploymentId') }, `steer:${press.id}`),
    settleDispatch: (settle) =>
      toDriver(settle.deploymentId, { kind: 'settle', ...without(settle, 'deploymentId') }, `settle:${settle.id}`),
  };
}

function without<T extends object, K extends keyof T>(value: T, key: K): Omit<T, K> {
  const { [key]: _, ...rest } = value;
  return rest;
}
