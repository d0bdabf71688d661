import type { Button } from '../../src/model/button.ts';
import type { Deployment, DeploymentState } from '../../src/model/deployment.ts';
import type { Notice } from '../../src/model/notice.ts';
import type { RollbackOf } from '../../src/model/rollout.ts';
import { minute } from '../../src/model/time.ts';
import { now, shaOf } from '../builders.ts';

/** A rollback in every state that it has, by a workflow and on a cluster, with everything about it that can be long. */
export function rollbackNotices(
  whole: (state: DeploymentState) => Deployment,
  buttons: Button[],
  text: string,
  many: number,
): Notice[] {
  const list = Array.from({ length: many }, (_, index) => index);
  const states = ['moving', 'serving', 'stalled', 'away', 'refused'] as const;
  const rollback: RollbackOf = {
    of: text,
    bad: { ref: text, sha: shaOf('bad') },
    why: text,
    by: 'quarterdeck',
    migrations: true,
    due: now + 2 * minute,
    cancelled: list.map(() => text),
  };
  const services = list.map((index) => ({
    service: text,
    image: text,
    state: states[index % states.length] ?? 'moving',
    pods: { ready: 1, wanted: 3 },
    why: index % 2 ? text : null,
  }));
  const card = (state: DeploymentState, more: Partial<RollbackOf>): Notice => ({
    kind: 'deployment',
    deployment: { ...whole(state), rollback: { ...rollback, ...more } },
    buttons,
    approvers: [],
    now: now + 3 * minute,
  });
  const ended = { ...whole('succeeded'), rollback };
  return [
    ...(['requested', 'queued', 'running', 'succeeded', 'failed', 'cancelled'] as const).map((state) =>
      card(state, {}),
    ),
    ...(['rolling-out', 'failed', 'succeeded'] as const).map((state) => card(state, { services, migrations: null })),
    card('running', { bad: null, of: null, migrations: false }),
    { kind: 'ended', deployment: ended, mention: [], authors: list.map(() => ended.requester), now },
    { kind: 'started', deployment: ended, anchor: text },
    {
      kind: 'rollback-story',
      deployment: ended,
      happened: list.flatMap((index) => [
        { at: now + index * minute, words: text },
        { at: now + index * minute, words: `${text} again` },
      ]),
      buttons: buttons.slice(0, 1),
    },
  ];
}
