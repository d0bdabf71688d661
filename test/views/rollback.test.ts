import { describe, expect, test } from 'vitest';
import type { Deployment } from '../../src/model/deployment.ts';
import type { RollbackOf } from '../../src/model/rollout.ts';
import { minute, second } from '../../src/model/time.ts';
import { renderNotice } from '../../src/views/render.ts';
import { deployment, now, person, shaOf, verdict } from '../builders.ts';

const usual = { plain: false, permalink: null };

function rollback(changes: Partial<Deployment> = {}, of: Partial<RollbackOf> = {}): Deployment {
  return deployment({
    environment: 'production',
    ref: { kind: 'tag', name: 'v1.3.0' },
    compare: { aheadBy: 2, behindBy: 0, url: 'https://github.com/acme/trading-engine/compare/a...b' },
    authors: ['dana-dev', 'devin-ops'],
    state: 'running',
    reason: 'errors at 7 %',
    ...changes,
    rollback: {
      of: 'd-bbbbbbbbbb',
      bad: { ref: 'v1.4.0', sha: shaOf('bad') },
      why: 'errors at 7 %',
      by: person('lead'),
      migrations: true,
      due: now + 2 * minute,
      ...of,
    },
  });
}

function card(of: Deployment, at: number) {
  const { text, blocks } = renderNotice(
    { kind: 'deployment', deployment: of, buttons: [], approvers: [], now: at },
    usual,
  );
  return { text, words: JSON.stringify(blocks) };
}

describe('the message of a rollback', () => {
  test('says from where to where, why, what goes back and by whom, and that migrations lie between', () => {
    const { words, text } = card(rollback(), now + 72 * second);
    expect(words).toContain('Roll back trading-engine/api in production');
    expect(words).toMatch(/`v1\.4\.0` `\w{7}` {2}→ {2}`v1\.3\.0` `\w{7}`/);
    expect(words).toContain('*Why*  errors at 7 %');
    expect(words).toContain('|2 commits> by dana-dev, devin-ops');
    expect(words).toContain('*Database migrations lie between.* The database stays as it is.');
    expect(text).toBe(
      'Roll back trading-engine/api in production, v1.4.0 → v1.3.0: Running. 1 min 12 s of 2 min. Asked by dev.',
    );
  });

  test('has a clock that runs against the promise, says when that is late, and stands still at the end', () => {
    expect(card(rollback(), now + 72 * second).words).toContain(':stopwatch: 1 min 12 s of 2 min"');
    expect(card(rollback(), now + 150 * second).words).toContain('2 min 30 s of 2 min, *late by 30 s*');
    const over = rollback({ state: 'succeeded', endedAt: now + 90 * second });
    expect(card(over, now + 10 * minute).words).toContain('1 min 30 s of 2 min"');
  });

  test('says what is not known, and says nothing before GitHub has told', () => {
    expect(card(rollback({ compare: null }, { migrations: null }), now).words).not.toContain('migrations');
    expect(card(rollback({}, { migrations: null }), now).words).toContain(
      'It is not known whether database migrations',
    );
    expect(card(rollback({}, { migrations: false }), now).words).toContain('No database migrations lie between.');
    expect(card(rollback({}, { bad: null }), now).words).toContain('(nothing known to run there)');
  });

  test('names the rule, whose lock it passes and whom it cancels', () => {
    const passes = verdict({
      gate: 'lock',
      outcome: 'warn',
      reason: 'locked-but-rollback',
      says: 'All of it is locked.',
    });
    const { words } = card(
      rollback({ verdicts: [passes] }, { by: 'quarterdeck', cancelled: ['api v1.5.0 by Dana'] }),
      now,
    );
    expect(words).toContain('Quarterdeck, by its rule');
    expect(words).toContain(':warning: All of it is locked.');
    expect(words).toContain('api v1.5.0 by Dana is cancelled for it.');
  });

  test('shows how each service stands on the cluster', () => {
    const pods = { ready: 1, wanted: 3 };
    const services = [
      { service: 'api', image: 'acme/api:v1.3.0', state: 'moving' as const, pods, why: null },
      { service: 'worker', image: 'acme/worker:v1.3.0', state: 'stalled' as const, pods, why: 'ImagePullBackOff' },
    ];
    const { words } = card(rollback({ state: 'rolling-out' }, { services }), now);
    expect(words).toContain('v1.3.0: 1 of 3 pods ready');
    expect(words).toContain('1 of 3 pods ready, ImagePullBackOff');
    expect(words).toContain('on the cluster');
  });
});

test('the last words and the time line are read in the thread', () => {
  const over = rollback({ state: 'succeeded', endedAt: now + 90 * second });
  const ended = renderNotice({ kind: 'ended', deployment: over, mention: [], authors: [person('dev2')], now }, usual);
  expect(JSON.stringify(ended.blocks)).toContain('*The earlier version runs again*');
  expect(JSON.stringify(ended.blocks)).toContain('Taken back: commits by <@U0DEV2000>');
  const happened = [{ at: now, words: 'v1.4.0 was asked for by <@U1>.' }];
  const story = renderNotice({ kind: 'rollback-story', deployment: over, happened, buttons: [] }, usual);
  expect(JSON.stringify(story.blocks)).toContain('*Time line* of trading-engine/api in production');
  expect(story.text).toContain('v1.4.0 was asked for by &lt;@U1&gt;.');
});

test('the board tells it from a deployment', () => {
  const board = { kind: 'board' as const, environment: null, service: null, running: [], locks: [], now };
  const active = [{ deployment: rollback(), buttons: [] }];
  const recent = [rollback({ state: 'succeeded', endedAt: now })];
  const { blocks } = renderNotice({ ...board, active, recent }, usual);
  expect(JSON.stringify(blocks).match(/→ production \(a rollback\)/g)).toHaveLength(2);
});

test('commits that the bad version lacked are told as coming back', () => {
  const compare = { aheadBy: 0, behindBy: 2, url: 'https://github.com/acme/trading-engine/compare/a...b' };
  const { words } = card(rollback({ compare }), now);
  expect(words).toContain('|no commit> by dana-dev, devin-ops; 2 commits that it lacked come back');
  const listed = { kind: 'change-list' as const, deployment: rollback({ compare }), commits: [], total: 0 };
  expect(JSON.stringify(renderNotice(listed, usual).blocks)).toContain('2 commits that it lacked come back: see');
});
