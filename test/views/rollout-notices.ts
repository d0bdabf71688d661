import type { Button } from '../../src/model/button.ts';
import type { CanaryChart } from '../../src/model/canary-chart.ts';
import type { Deployment } from '../../src/model/deployment.ts';
import type { Notice } from '../../src/model/notice.ts';
import type { Rollout } from '../../src/model/rollout.ts';
import { minute } from '../../src/model/time.ts';
import { now, person } from '../builders.ts';
import { judgedMetric, judgedRule, judgement, rollout, rolloutOfService } from '../rollout-builder.ts';
import { panel, picture } from './charts/picture.ts';

/** A rollout in every situation, of as much and as hostile text as there can be. */
export function hostileRollouts(deployment: Deployment, { text, many }: { text: string; many: number }): Notice[] {
  const list = Array.from({ length: many }, (_, index) => index);
  const by = person('lead', { name: text });
  const bad = judgedRule({ verdict: 'fail', reason: 'limit-broken', value: 7.2, streak: { count: 3, of: 3 } });
  const judged = judgement({
    because: list.map(() => text),
    metrics: list.map((index) => judgedMetric(`${text}${index}`, index % 2 ? bad : judgedRule())),
  });
  const services = list.map((index) =>
    rolloutOfService(`${text}${index}`, {
      stable: `ghcr.io/acme/${text}:${text}`,
      fresh: `ghcr.io/acme/${text}:${text}`,
      why: text,
      pods: { ready: 1, wanted: 3, restarts: index },
    }),
  );
  const all = rollout({ judgement: judged, services, waves: [services.map(({ service }) => service)] });
  const takenBack = { by: 'quarterdeck' as const, why: text, at: now };
  const situations: Rollout[] = [
    all,
    { ...all, question: { round: 1, about: 'judgement', why: text }, asked: 1, phaseUntil: null, left: minute },
    { ...all, held: { by, at: now, reason: null }, phaseUntil: null, left: minute },
    { ...all, takenBack, step: 'take-back', touched: list.map(() => text) },
    { ...all, takenBack: { ...takenBack, by }, waves: [[text], [text]], step: 'take-back' },
    { ...all, strategy: 'by-run', judgement: null },
  ];
  const deployments = situations.map((one): Deployment => ({ ...deployment, rollout: one }));
  const [first = deployment, asked = deployment] = deployments;
  const over = { state: 'rolled-back' as const, endedAt: now };
  // As many as are ever shown together.
  const live = Array.from({ length: 20 }, (_, index) => {
    const buttons: Button[] = ['Promote', 'Hold', 'Extend', 'Abort'].map((label, at) => {
      return { id: `b-${index}-${at}`, kind: 'hold-rollout', label, style: 'plain', confirm: null };
    });
    return { deployment: deployments[index % deployments.length] ?? first, buttons };
  });
  return [
    ...deployments.map((one): Notice => ({ kind: 'deployment', deployment: one, buttons: [], approvers: [], now })),
    { kind: 'deployment', deployment: { ...first, ...over }, buttons: [], approvers: [], now },
    {
      kind: 'rollout-question',
      deployment: asked,
      roles: list.map(() => text),
      mention: list.map((index) => `U0MANY${index}`),
    },
    { kind: 'rollout-picture', deployment: asked, picture: pictureOf(text, many), about: 'taken-back' },
    {
      kind: 'rollouts',
      target: text,
      live,
      picture: pictureOf(text, many),
      last: list.slice(0, 5).map(() => ({ ...first, ...over })),
      now,
    },
    { kind: 'rollouts', target: null, live: [], last: [], now },
    {
      kind: 'pods-said',
      deployment: asked,
      pods: list.map((index) => ({ service: `${text}${index}`, pod: text, lines: list.map(() => text) })),
    },
  ];
}

function pictureOf(text: string, many: number): CanaryChart {
  const panels = Array.from({ length: many }, (_, index) => panel({ metric: `${text}${index}`, unit: text }));
  return { ...picture(...panels), service: text, version: text };
}
