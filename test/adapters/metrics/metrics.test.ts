import { expect, test } from 'vitest';
import { createMetrics } from '../../../src/adapters/metrics/metrics.ts';
import type { AuditEntry } from '../../../src/model/audit-entry.ts';
import { createFakeAudit } from '../../fakes/audit.ts';

const now = 1_768_921_500_000;

function start() {
  const metrics = createMetrics({
    outbox: async () => ({ waiting: 3, oldest: now - 90_000, undeliverable: 0 }),
    stranded: async () => 2,
    realNow: () => now,
  });
  /** The lines of the page that begin with this name. */
  const page = async (name: string) =>
    (await metrics.registry.metrics()).split('\n').filter((line) => line.startsWith(`quarterdeck_${name}`));
  return { metrics, page };
}

test('calls and what was turned away are counted', async () => {
  const { metrics, page } = start();
  metrics.called('slack', 'chat.update', 200);
  metrics.called('slack', 'chat.update', 200);
  metrics.called('github', 'GET /repos/{owner}/{repo}', 0);
  metrics.turnedAway('github', 401);
  expect(await page('calls_total')).toEqual([
    'quarterdeck_calls_total{far="slack",name="chat.update",status="200"} 2',
    'quarterdeck_calls_total{far="github",name="GET /repos/{owner}/{repo}",status="0"} 1',
  ]);
  expect(await page('turned_away_total')).toEqual(['quarterdeck_turned_away_total{door="github",status="401"} 1']);
});

test('what waits is measured when it is asked for', async () => {
  const { page } = start();
  expect([...(await page('outbox')), ...(await page('workflows'))]).toEqual([
    'quarterdeck_outbox_waiting 3',
    'quarterdeck_outbox_oldest_seconds 90',
    'quarterdeck_workflows_stranded 2',
  ]);
});

test('what is written into the audit log is counted, after it was written', async () => {
  const { metrics, page } = start();
  const audit = createFakeAudit();
  const counting = metrics.counting(audit);
  const verdict = (outcome: string, gate: string, reason: string) => ({ outcome, gate, reason });
  const entry = (key: string, action: AuditEntry['action'], details: object): AuditEntry => ({
    ...{ key, at: now, actor: { system: 'test' }, action, subject: 'd-1' },
    details: { ...details },
  });
  const verdicts = [verdict('pass', 'ref', 'passed'), verdict('block', 'lock', 'locked')];
  await counting.record(entry('1', 'deployment.refused', { verdicts }));
  await counting.record(entry('2', 'deployment.ended', { environment: 'staging', state: 'succeeded' }));
  expect(audit.entries).toHaveLength(2);
  expect([...(await page('audit')), ...(await page('deployments')), ...(await page('blocks'))]).toEqual([
    'quarterdeck_audit_actions_total{action="deployment.refused"} 1',
    'quarterdeck_audit_actions_total{action="deployment.ended"} 1',
    'quarterdeck_deployments_ended_total{environment="staging",state="succeeded"} 1',
    'quarterdeck_blocks_total{gate="lock",reason="locked"} 1',
  ]);
});
