import { describe, expect, test } from 'vitest';
import type { Rollout } from '../../../src/model/rollout.ts';
import { minute } from '../../../src/model/time.ts';
import { type Press, pressOver } from '../../../src/policy/strategies/steering.ts';
import { steering, steeringFace } from '../../../src/policy/strategies/steering-buttons.ts';
import { now, person } from '../../builders.ts';
import { rollout } from '../../rollout-builder.ts';

const held = { by: person('lead'), at: now, reason: null };
const takenBack = { by: 'quarterdeck' as const, why: 'Errors.', at: now };
const asked = (about: NonNullable<Rollout['question']>['about'], round = 1) => ({ round, about, why: 'Decide.' });
const phases = [10, 50].map((weight) => ({ weight, watch: 10 * minute }));

/** What was seen is what is, but for what a row says. */
const table: [string, Partial<Rollout>, Partial<Press>, string | null][] = [
  ['promote while it is watched', {}, { choice: 'promote' }, null],
  ['promote what is held', { held }, { choice: 'promote' }, null],
  [
    'promote while it comes up',
    { step: 'bring-up', at: -1 },
    { choice: 'promote', at: -1 },
    'There is nothing to promote just now',
  ],
  ['promote while it is promoted', { step: 'promote' }, { choice: 'promote' }, 'There is nothing to promote just now'],
  ['promote a phase that is over', { at: 1, phases }, { choice: 'promote', at: 0 }, 'That phase is over'],
  ['promote a list that is over', { wave: 1 }, { choice: 'promote', wave: 0 }, 'That phase is over'],
  ['answer a question', { question: asked('judgement') }, { choice: 'promote', round: 1 }, null],
  ['answer one that is answered', {}, { choice: 'promote', round: 1 }, 'That question is answered'],
  [
    'answer the one before',
    { question: asked('away', 2) },
    { choice: 'promote', round: 1 },
    'That question is answered',
  ],
  [
    'promote without having seen the question',
    { question: asked('changed') },
    { choice: 'promote' },
    'A question has come up meanwhile',
  ],
  ['hold', {}, { choice: 'hold' }, null],
  ['hold while it comes up', { step: 'bring-up' }, { choice: 'hold' }, null],
  ['hold an older phase', { at: 1, phases }, { choice: 'hold', at: 0 }, null],
  ['hold twice', { held }, { choice: 'hold' }, 'It is held already'],
  ['hold what waits for an answer', { question: asked('judgement') }, { choice: 'hold', round: 1 }, 'It waits already'],
  ['resume', { held }, { choice: 'resume' }, null],
  ['resume what is not held', {}, { choice: 'resume' }, 'It is not held any more'],
  ['extend', {}, { choice: 'extend' }, null],
  ['extend at the question of its end', { question: asked('judgement') }, { choice: 'extend', round: 1 }, null],
  [
    'extend what waits for the cluster',
    { question: asked('away') },
    { choice: 'extend', round: 1 },
    'There is nothing to extend just now',
  ],
  ['extend while it comes up', { step: 'bring-up' }, { choice: 'extend' }, 'There is nothing to extend just now'],
  ['abort', {}, { choice: 'abort' }, null],
  ['abort from an older phase', { at: 1, phases }, { choice: 'abort', at: 0 }, null],
  [
    'abort what is being taken back',
    { takenBack, step: 'take-back' },
    { choice: 'abort' },
    'It is being taken back already',
  ],
  ['promote after an abort', { takenBack, step: 'take-back' }, { choice: 'promote' }, 'It is being taken back already'],
  ['hold what is done', { step: 'done' }, { choice: 'hold' }, 'It has been rolled out'],
];

test.each(table)('%s', (_, changes, press, wanted) => {
  const seen: Press = { choice: 'promote', wave: 0, at: 0, round: null, ...press };
  expect(pressOver(rollout(changes), seen)?.title ?? null).toBe(wanted);
});

describe('the buttons', () => {
  const labels = (changes: Partial<Rollout>) => {
    const of = rollout(changes);
    return steering('d-aaaaaaaaaa', of).map(({ kind }) => steeringFace(kind, of).label);
  };

  test.each<[string, Partial<Rollout>, string[]]>([
    ['of a phase', {}, ['Promote', 'Hold', 'Extend by 15 min', 'Abort']],
    ['of one before another', { phases }, ['Promote to 50 %', 'Hold', 'Extend by 10 min', 'Abort']],
    ['while it comes up', { step: 'bring-up', at: -1 }, ['Hold', 'Abort']],
    ['of what is held', { held }, ['Promote', 'Resume', 'Extend by 15 min', 'Abort']],
    ['of a question', { question: asked('judgement') }, ['Promote', 'Extend by 15 min', 'Abort']],
    ['of a change by hand', { question: asked('changed') }, ['Go on', 'Abort']],
    ['of what is taken back', { takenBack, step: 'take-back' }, []],
    ['of what is done', { step: 'done' }, []],
  ])('%s', (_, changes, wanted) => {
    expect(labels(changes)).toEqual(wanted);
  });

  test('carry what was seen, so that a press counts for exactly that', () => {
    const of = rollout({ wave: 1, at: 0, question: asked('judgement', 3) });
    for (const offer of steering('d-aaaaaaaaaa', of)) expect(offer).toMatchObject({ wave: 1, at: 0, round: 3 });
  });
});
