import type { MetricRule } from './analysis.ts';
import type { BackupRule } from './backup.ts';
import type { MetricKind, MetricUnit } from './metric.ts';
import type { Millis } from './time.ts';

/** What can be measured of a service, by the name that rules use. `query`: in the source's own language, with names as `QueryAbout` has them, as in `{{service}}`. */
export interface MetricSource {
  name: string;
  query: string;
  unit: MetricUnit;
  kind: MetricKind;
}

/** How what is measured is judged: `every` so often, by rules that all have to hold. */
export interface Analysis {
  every: Millis;
  /** Fewer usable samples than this are no answer. */
  leastSamples: number;
  /** A metric that says nothing for so long is taken to a person before the end. */
  patience: Millis;
  rules: MetricRule[];
}

/** One question that a healthy release answers; `attempts` in a row must fail before it counts as failed. */
export interface HealthCheck {
  name: string;
  kind: 'http' | 'websocket';
  /** `http(s)` or `ws(s)`; `{{service}}` and `{{track}}` are filled in. */
  url: string;
  /** Status codes that are right; of `http` alone. */
  status: number[];
  /** What the body must contain; null for anything. */
  contains: string | null;
  /** The answer has to be there within. */
  within: Millis;
  attempts: number;
  /** Between two attempts. */
  pause: Millis;
}

/** Where a service runs on Kubernetes. */
export interface Workload {
  service: string;
  /** Name of a cluster in the settings. */
  cluster: string;
  namespace: string;
  /** The Deployment (or Argo Rollout, or Flagger's target) that serves; for blue-green the common part of both names. */
  name: string;
  container: string;
  /** What is put into the container; `${sha}`, `${ref}` and `${service}` are filled in. */
  image: string;
  /** What moves its traffic, where that differs from service to service; absent where the strategy says it for all. `strategyFor` knows. */
  traffic?: TrafficBy;
}

/** What moves a share of the traffic to the new version. */
export type TrafficBy =
  /** Weights of a Gateway API HTTPRoute. */
  | { by: 'http-route'; route: string }
  /** The canary annotations of an ingress of ingress-nginx. */
  | { by: 'ingress-nginx'; ingress: string }
  /** The share of pods; as fine as there are replicas. */
  | { by: 'replicas' };

/** Who does the moving: our own code, or the controller that is installed. */
export type Engine = 'quarterdeck' | 'argo-rollouts' | 'flagger';

/** So much traffic, watched for so long. */
export interface Phase {
  /** Percent. */
  weight: number;
  /** 0: it goes on at once. */
  watch: Millis;
}

interface OnKubernetes {
  on: 'kubernetes';
  workloads: Workload[];
  /** How many replicas the new version gets while it is tried; null for as many as its weight wants. */
  replicas: number | null;
}

export type Strategy =
  /** One pod after the other, by the Deployment itself. `deadline`: no progress for so long is a failure. */
  | (Omit<OnKubernetes, 'replicas'> & {
      kind: 'rolling';
      maxSurge: number;
      maxUnavailable: number;
      minReady: Millis;
      deadline: Millis;
    })
  | (OnKubernetes & { kind: 'canary'; engine: Engine; traffic: TrafficBy; phases: Phase[]; deadline: Millis })
  /** Phases after the smoke test; the last is 100 %, watched before the old colour is scaled down to `keep`. */
  | (OnKubernetes & { kind: 'blue-green'; traffic: TrafficBy; phases: Phase[]; keep: number; deadline: Millis })
  /** Somewhere else: the run moves it, and its jobs tell the stage. `watch`: how long it is judged after the run has ended. */
  | { kind: 'by-run'; on: 'run'; watch: Millis };

export type KubernetesStrategy = Extract<Strategy, { on: 'kubernetes' }>;

/** The strategy as it is for one of its workloads: with that workload's own traffic, where it has one. */
export function strategyFor(strategy: KubernetesStrategy, { traffic }: Workload): KubernetesStrategy {
  return traffic === undefined || strategy.kind === 'rolling' ? strategy : { ...strategy, traffic };
}

/** How a release reaches its users in one environment. */
export interface Delivery {
  strategy: Strategy;
  /** Used instead when the version raises its major number; null: there is no other. */
  majorStrategy: Strategy | null;
  /** Judged in every phase; null: only health is looked at. */
  analysis: Analysis | null;
  /** Asked before any traffic reaches the new version. */
  smoke: HealthCheck[];
  /** Who may promote, hold, extend and abort. */
  roles: string[];
  /** Several services: which go together, one list after the other, and what becomes of the others when one fails. */
  order: string[][];
  whenOneFails: 'stop' | 'take-back-all';
}

/** How long is looked on after a deployment, and what is looked at. `onFail: 'roll-back'` of a rule makes it a trigger. */
export interface WatchRule {
  length: Millis;
  analysis: Analysis;
  health: HealthCheck[];
  /** So many failed health checks in a row take the release back; null: they only tell. */
  healthFailures: number | null;
  /** How far back the baseline is taken, before the deployment; null where no rule compares with it. */
  baseline: Millis | null;
}

/** A database is never restored by itself: a person is offered the workflow that does. */
export interface DatabaseRestore {
  workflow: string;
  inputs: Record<string, string>;
  backup: BackupRule;
}

/** How the last verified version comes back. */
export interface RollbackRule {
  /** `cluster`: images and traffic are set back on Kubernetes; `workflow`: GitHub Actions does it. */
  by: 'cluster' | 'workflow';
  /** Of `by: workflow`; `${version}` (the ref to go back to), `${sha}`, `${from}`, `${service}`, `${services}` and `${environment}` are filled in. */
  workflow: string | null;
  inputs: Record<string, string>;
  roles: string[];
  /** The pipeline's promise, as in two minutes. */
  target: Millis;
  /** Whether the environment is locked afterwards until somebody releases it. */
  lock: boolean;
  /** Globs of paths whose change between the two versions means that migrations lie between. */
  migrations: string[];
  database: DatabaseRestore | null;
}

/** What goes with every deployment there. Each is null where it is not wanted or not set up. */
export interface Around {
  /** Label matchers of the alerts that are kept quiet, with `{{service}}` and `{{environment}}` filled in. */
  silence: { labels: Record<string, string> } | null;
  annotation: { tags: string[] } | null;
  page: { severity: 'critical' | 'error' | 'warning' } | null;
}
