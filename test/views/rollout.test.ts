import { describe, expect, test } from 'vitest';
import type { MetricRule, RuleJudged } from '../../src/model/analysis.ts';
import type { Deployment } from '../../src/model/deployment.ts';
import type { Rollout } from '../../src/model/rollout.ts';
import { minute } from '../../src/model/time.ts';
import { renderNotice } from '../../src/views/render.ts';
import { readable } from '../acceptance/readable.ts';
import { deployment, now, person } from '../builders.ts';
import { judgedMetric, judgedRule, judgement, rollout, rolloutOfService } from '../rollout-builder.ts';

function card(changes: Partial<Rollout> = {}, of: Partial<Deployment> = {}): string {
  const shown = deployment({ state: 'rolling-out', stateSince: now - 4 * minute, rollout: rollout(changes), ...of });
  const notice = { kind: 'deployment' as const, deployment: shown, buttons: [], approvers: [], now };
  return readable(renderNotice(notice, { plain: false, permalink: null }));
}

describe('once it has ended', () => {
  test('what has gone well shows its services, and no metric that was still open', () => {
    const text = card({}, { state: 'succeeded', endedAt: now });
    expect(text).toContain('*api*');
    expect(text).not.toContain('*errors*');
  });

  test('what a rollback took back later shows neither', () => {
    const text = card({}, { state: 'rolled-back', endedAt: now });
    expect(text).not.toContain('*api*');
    expect(text).not.toContain('*errors*');
  });

  test('what took itself back shows what it went by', () => {
    const takenBack = { why: 'errors: 9 % is beyond 5 %', by: 'quarterdeck' as const, at: now };
    expect(card({ takenBack }, { state: 'rolled-back', endedAt: now })).toContain('*errors*');
  });
});

describe('the live card', () => {
  test('has the share, the step and the time left, each metric against its limit and the stable version, and the pods', () => {
    const text = card();
    expect(text).toMatch(
      /`█░{9}` \*10 % of the traffic\* · step 3 of 5: Watch 10 % for 15 min · 12 min left, until <!date/,
    );
    expect(text).toContain(':white_check_mark: *errors* 0.2 % · limit 5 % · stable 0.18 %');
    expect(text).toContain(':white_check_mark: *p95* 240 ms · limit 1000 ms');
    expect(text).toContain(
      '*api* :arrow_forward: on its way · 1 of 1 pod ready · no restarts · 10 % · `v1.3.9` → `v1.4.0`',
    );
    expect(text).toMatch(/Bring up the canary\ndone[\s\S]*Watch 10 % for 15 min\n12 min left[\s\S]*Promote\nnot yet/);
  });

  test('the worst metric comes first and says why, and restarts stand out', () => {
    const bad = judgedRule({ verdict: 'fail', reason: 'limit-broken', value: 7.2, streak: { count: 3, of: 3 } });
    const metrics = [judgedMetric('p95', judgedRule()), judgedMetric('errors', bad)];
    const services = [rolloutOfService('api', { pods: { ready: 0, wanted: 2, restarts: 4 }, why: 'CrashLoopBackOff' })];
    const text = card({ judgement: judgement({ metrics }), services });
    expect(text).toMatch(/:x: \*errors\* 7.2 % · limit 5 %: 7.2 % is beyond 5 %, 3 times in a row\n.*p95/);
    expect(text).toContain('0 of 2 pods ready · *4 restarts* · 10 %');
    expect(text).toContain(': CrashLoopBackOff');
  });

  test('of many services the one that fails is seen, and none is left out without a word', () => {
    const fine = Array.from({ length: 13 }, (_, at) => rolloutOfService(`service-${at}`));
    const bad = rolloutOfService('worker', { state: 'failed', why: 'CrashLoopBackOff' });
    const text = card({ services: [...fine, bad] });
    expect(text).toMatch(/\*worker\* :x: failed[^\n]*CrashLoopBackOff\n\*service-0\*/);
    const shown = text.match(/\*service-\d+\*/g)?.length ?? 0;
    expect(shown === fine.length || text.includes(`… and ${fine.length - shown} more`)).toBe(true);
  });

  test('what the stable version has stands there too where no rule compares with it', () => {
    const beside = { ...judgedMetric('errors', judgedRule({ value: 0.4 })), stable: 0.3 };
    const unknown = { ...judgedMetric('p95', judgedRule()), stable: null };
    const rule = { ...judgedRule().rule, unit: 'count', kind: 'counter', max: 3 } as MetricRule;
    const counted = { ...judgedMetric('restarts', judgedRule({ rule, value: 1, threshold: 3 })), stable: 0 };
    const text = card({ judgement: judgement({ metrics: [beside, unknown, counted] }) });
    expect(text).toMatch(/\*errors\* 0.4 % · limit 5 % · stable 0.3 %\n/);
    expect(text).toContain('*restarts* +1 since the phase began · limit 3 · stable +0\n');
    expect(text).toMatch(/\*p95\* [\d.]+ %? ?· limit 5 %\n/);
  });

  test.each<[string, Partial<MetricRule>, Partial<RuleJudged>, string]>([
    [
      'growth, as memory has',
      { check: 'steady', unit: 'bytes', growthPerHour: 10 },
      { value: 0, compared: 252_000_000, threshold: 10, reason: 'steady' },
      '252 MB, +0 % an hour · limit 10 % an hour',
    ],
    [
      'growth from nothing',
      { check: 'steady', unit: 'bytes', growthPerHour: 10 },
      { value: null, compared: 0, threshold: 10, reason: 'steady' },
      '0 bytes, and growing · limit 10 % an hour',
    ],
    [
      'what a counter added',
      { check: 'threshold', kind: 'counter', unit: 'count', max: 3, consecutive: 1 },
      { value: 2, threshold: 3 },
      '+2 since the phase began · limit 3',
    ],
    [
      'what a counter adds beside the stable version',
      { check: 'stable', kind: 'counter', unit: 'count', worse: 'higher', tolerance: 10, confidence: 0.95 },
      { value: 0.5, compared: 0.004, reason: 'as-stable' },
      '0.5/s · stable 0.004/s',
    ],
  ])('a reading that is a change is written as one: %s', (_, rule, changes, wanted) => {
    const base = { metric: 'm', unit: 'percent', kind: 'gauge', onFail: 'ask' };
    const told = judgedRule({ rule: { ...base, ...rule } as MetricRule, ...changes });
    expect(card({ judgement: judgement({ metrics: [judgedMetric('m', told)] }) })).toContain(`*m* ${wanted}\n`);
  });

  test.each<[string, Partial<Rollout>, RegExp]>([
    [
      'a question',
      { question: { round: 1, about: 'judgement', why: 'A goal is missed.' }, phaseUntil: null, left: minute },
      /1 min left when it was stopped[\s\S]*:raised_hand: \*A person has to decide:\* A goal is missed\./,
    ],
    ['a hold', { held: { by: person('lead'), at: now, reason: null } }, /:pause_button: \*Held\* by lead since/],
    [
      'being taken back',
      { takenBack: { by: 'quarterdeck', why: 'Errors.', at: now }, step: 'take-back', phaseUntil: null },
      /being taken back[\s\S]*\*Being taken back\* by Quarterdeck: Errors\.[\s\S]*Take it back\nthe version before is brought back/,
    ],
    [
      'changes by hand',
      { touched: ['api was changed by kubectl-edit.'] },
      /Changed by hand meanwhile:\*\napi was changed/,
    ],
    [
      'many changes by hand',
      { touched: ['one', 'two', 'three', 'four', 'five', 'six', 'seven'] },
      /meanwhile:\*\n… 2 earlier changes in the audit log\nthree\n[\s\S]*seven/,
    ],
    [
      'several lists',
      { waves: [['worker'], ['api', 'websocket']], wave: 1 },
      /10 % of the traffic\* · list 2 of 2 \(api, websocket\) · step 3 of 5/,
    ],
  ])('says %s', (_, changes, wanted) => {
    expect(card(changes)).toMatch(wanted);
  });

  test('a notification says that a person has to decide', () => {
    const question = { round: 1, about: 'judgement' as const, why: 'A goal is missed.' };
    const shown = deployment({ state: 'rolling-out', stateSince: now - minute, rollout: rollout({ question }) });
    const notice = { kind: 'deployment' as const, deployment: shown, buttons: [], approvers: [], now };
    expect(renderNotice(notice, { plain: false, permalink: null }).text).toContain(
      '; a person has to decide: A goal is missed. Asked by',
    );
  });

  test('of one that was taken back says by whom, what was seen, and that the version before serves', () => {
    const takenBack = { by: person('lead'), why: 'Aborted by lead.', at: now };
    const services = [rolloutOfService('api', { state: 'taken-back', weight: 0 })];
    const ended = { state: 'rolled-back' as const, endedAt: now, note: 'Aborted by lead. api is back.' };
    const text = card({ takenBack, services, weight: 0 }, ended);
    expect(text).toMatch(/\*Rolled back\*[\s\S]*\*Taken back\* by lead/);
    expect(text).toContain('*api* :leftwards_arrow_with_hook: back on the version before');
    expect(text).toMatch(/Take it back\nthe version before serves/);
    expect(text).not.toContain('left, until');
  });
});
