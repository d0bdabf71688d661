import { type Canary, type CanaryPhase, type CanaryStatus, intervalOf } from '../canaries.ts';
import { canaries, deployments } from '../kinds.ts';
import type { KubeObject } from '../object.ts';
import type { Deployment } from '../workloads.ts';
import { canaryCondition } from './canary-condition.ts';
import { ensureRoute, ensureServices, weigh } from './canary-routes.ts';
import { type ClusterState, keep, ownerOf, tell } from './cluster-state.ts';
import { templateHash } from './pod-template.ts';

/** What Flagger's gates have answered: undefined as long as it is not known. */
export interface Gates {
  /** Whether all hooks of a type let it pass; there may be none. Asks them, and wakes the controllers when they have answered. */
  pass(canary: Canary, type: string, whenNone: boolean): boolean | undefined;
  /** What was answered belongs to this look alone. */
  forget(canary: Canary): void;
}

/** When a Canary is looked at again, by its uid; world time in ms. */
export type Looks = Map<string, number>;

/** Lets each Canary of Flagger go a step further whenever its interval is over. Says whether anything changed. */
export function reconcileCanaries(state: ClusterState, gates: Gates, looks: Looks): boolean {
  const now = state.clock.now();
  return (state.store.list(canaries) as unknown as Canary[])
    .map((canary) => {
      const { uid } = canary.metadata;
      const due = looks.get(uid) ?? now;
      if (now < due) {
        state.wakeAt(due);
        return false;
      }
      const next = advance(state, gates, canary);
      // A gate that has not answered yet is waited for, in the same look.
      if (next === 'waiting') return false;
      gates.forget(canary);
      looks.set(uid, now + intervalOf(canary));
      state.wakeAt(now + intervalOf(canary));
      return keep(state.store, canaries, { ...canary, status: next });
    })
    .some(Boolean);
}

const underWay: readonly (CanaryPhase | undefined)[] = ['Progressing', 'WaitingPromotion', 'Promoting', 'Finalising'];

/** One look, after `advanceCanary` of fluxcd/flagger, pkg/controller/scheduler.go. */
function advance(state: ClusterState, gates: Gates, canary: Canary): CanaryStatus | 'waiting' {
  const { spec, status } = canary;
  if (spec.suspend === true) return status;
  const target = deploymentOf(state, canary, spec.targetRef.name);
  if (target === undefined) return status;
  const { phase = 'Initializing', canaryWeight = 0 } = status;
  const become = (next: CanaryPhase, more: CanaryStatus = {}): CanaryStatus => {
    const changed = { ...status, ...more, phase: next };
    return { ...changed, ...canaryCondition(state, changed, spec.targetRef.name) };
  };
  const primary = deploymentOf(state, canary, `${spec.targetRef.name}-primary`);
  if (primary === undefined) {
    ensureServices(state, canary);
    createPrimary(state, canary, target);
    return become('Initializing');
  }
  if (phase === 'Initializing') {
    if (!isReady(primary)) return become('Initializing');
    ensureRoute(state, canary);
    scale(state, target, 0);
    return become('Initialized', {
      lastAppliedSpec: hashOf(target),
      lastPromotedSpec: hashOf(target),
      canaryWeight: 0,
    });
  }
  const hash = hashOf(target);
  // Who puts back what serves begins nothing.
  const isNew = hash !== status.lastAppliedSpec && hash !== status.lastPromotedSpec;
  if (!underWay.includes(phase)) {
    if (phase !== 'Waiting' && !isNew) return status;
    const open = gates.pass(canary, 'confirm-rollout', true);
    if (open === undefined) return 'waiting';
    if (!open) return become('Waiting', { lastAppliedSpec: hashOf(target) });
    say(
      state,
      canary,
      'Normal',
      `New revision detected! Scaling up ${spec.targetRef.name}.${target.metadata.namespace}`,
    );
    scale(state, target, primary.spec.replicas);
    return become('Progressing', { lastAppliedSpec: hashOf(target), canaryWeight: 0, failedChecks: 0, iterations: 0 });
  }
  const back = (why: string): CanaryStatus => {
    say(state, canary, 'Warning', why);
    weigh(state, canary, 0);
    scale(state, target, 0);
    return become('Failed', { canaryWeight: 0 });
  };
  if (isNew && (phase === 'Progressing' || phase === 'WaitingPromotion')) {
    weigh(state, canary, 0);
    say(state, canary, 'Normal', `New revision detected! Restarting analysis for ${spec.targetRef.name}`);
    return become('Progressing', { lastAppliedSpec: hashOf(target), canaryWeight: 0, failedChecks: 0 });
  }
  if (phase !== 'Finalising' && !isReady(target)) {
    const since = Date.parse(status.lastTransitionTime ?? '');
    const late = state.clock.now() > since + spec.progressDeadlineSeconds * 1_000;
    return late ? back(`Canary failed! Progress deadline exceeded for ${spec.targetRef.name}`) : status;
  }
  if (spec.skipAnalysis === true && phase !== 'Finalising') {
    weigh(state, canary, 0);
    promote(state, primary, target);
    scale(state, target, 0);
    say(state, canary, 'Normal', `Promotion completed! Canary analysis was skipped for ${spec.targetRef.name}`);
    return become('Succeeded', { canaryWeight: 0, lastPromotedSpec: hashOf(target) });
  }
  if (phase === 'Promoting') {
    if (!isReady(primary)) return status;
    weigh(state, canary, 0);
    return become('Finalising', { canaryWeight: 0 });
  }
  if (phase === 'Finalising') {
    scale(state, target, 0);
    say(state, canary, 'Normal', `Promotion completed! Scaling down ${spec.targetRef.name}`);
    return become('Succeeded', { lastPromotedSpec: hashOf(target) });
  }
  const rolledBack = gates.pass(canary, 'rollback', false);
  if (rolledBack === undefined) return 'waiting';
  if (rolledBack) return back(`Rolling back ${spec.targetRef.name} manual webhook invoked`);
  const { maxWeight, stepWeight } = spec.analysis;
  if (canaryWeight < maxWeight) {
    const more = gates.pass(canary, 'confirm-traffic-increase', true);
    if (more === undefined) return 'waiting';
    if (!more) return status;
    const next = Math.min(maxWeight, canaryWeight + stepWeight);
    weigh(state, canary, next);
    say(state, canary, 'Normal', `Advance ${spec.targetRef.name} canary weight ${next}`);
    return become('Progressing', { canaryWeight: next });
  }
  const done = gates.pass(canary, 'confirm-promotion', true);
  if (done === undefined) return 'waiting';
  if (!done) return become('WaitingPromotion');
  say(state, canary, 'Normal', `Copying ${spec.targetRef.name} template spec to ${primary.metadata.name}`);
  promote(state, primary, target);
  return become('Promoting');
}

function deploymentOf({ store }: ClusterState, { metadata }: Canary, name: string): Deployment | undefined {
  return store.get(deployments, metadata.namespace ?? '', name) as unknown as Deployment | undefined;
}

const hashOf = ({ spec }: Deployment) => templateHash(spec.template);

function isReady({ metadata, spec, status }: Deployment): boolean {
  const { observedGeneration = 0, updatedReplicas = 0, availableReplicas = 0, replicas = 0 } = status;
  return (
    observedGeneration >= (metadata.generation ?? 1) &&
    updatedReplicas === spec.replicas &&
    availableReplicas === spec.replicas &&
    replicas === spec.replicas
  );
}

function write({ store }: ClusterState, deployment: Deployment): void {
  const generation = (deployment.metadata.generation ?? 1) + 1;
  keep(store, deployments, { ...deployment, metadata: { ...deployment.metadata, generation } });
}

function scale(state: ClusterState, deployment: Deployment, replicas: number): void {
  if (deployment.spec.replicas !== replicas) write(state, { ...deployment, spec: { ...deployment.spec, replicas } });
}

/** The primary gets the target's template, under its own name. */
function promote(state: ClusterState, primary: Deployment, target: Deployment): void {
  const { labels } = primary.spec.template.metadata;
  const template = { ...target.spec.template, metadata: { ...target.spec.template.metadata, labels } };
  write(state, { ...primary, spec: { ...primary.spec, template } });
}

function createPrimary({ store, ids }: ClusterState, canary: Canary, target: Deployment): void {
  const name = `${target.metadata.name}-primary`;
  const rename = (labels: Record<string, string>) =>
    Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, key === 'app' ? name : value]));
  const { annotations: _, managedFields: __, ...metadata } = target.metadata;
  const { template, selector } = target.spec;
  const primary: Deployment = {
    ...target,
    metadata: { ...metadata, name, uid: ids.guid(), generation: 1, ownerReferences: ownerOf(canary) },
    spec: {
      ...target.spec,
      selector: { ...selector, matchLabels: rename(selector.matchLabels) },
      template: { ...template, metadata: { ...template.metadata, labels: rename(template.metadata.labels) } },
    },
    status: {},
  };
  store.put(deployments, primary as unknown as KubeObject);
}

function say(state: ClusterState, canary: Canary, type: 'Normal' | 'Warning', message: string): void {
  tell(state, canary, { type, reason: 'Synced', message, from: 'flagger' });
}
