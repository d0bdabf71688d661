import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { Verdict } from '../../model/verdict.ts';
import type { Audit } from '../../ports/audit.ts';

export interface Backlogs {
  outbox(): Promise<{ waiting: number; oldest: number | null; undeliverable: number }>;
  stranded(): Promise<number>;
  realNow(): number;
}

/** What is called from here. */
export type Far = 'slack' | 'github' | 'prometheus' | 'alertmanager' | 'grafana' | 'pagerDuty' | 'kubernetes';

export interface Metrics {
  registry: Registry;
  /** Counts a call that left this process. `status` 0: no answer. */
  called(far: Far, name: string, status: number): void;
  /** Counts a request that was turned away at a door. */
  turnedAway(door: 'slack' | 'github', status: number): void;
  /** The audit log is where everything passes that is worth counting. */
  counting(audit: Audit): Audit;
}

/** HTTP metrics by prom-client; names begin with `quarterdeck_`. */
export function createMetrics(backlogs: Backlogs): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const calls = new Counter({
    name: 'quarterdeck_calls_total',
    help: 'Calls to Slack, GitHub and what releases are watched with, by method or route and status (0: no answer)',
    labelNames: ['far', 'name', 'status'],
    registers,
  });
  const refused = new Counter({
    name: 'quarterdeck_turned_away_total',
    help: 'Requests turned away at a door: unsigned, stale, replayed, too large',
    labelNames: ['door', 'status'],
    registers,
  });
  const actions = new Counter({
    name: 'quarterdeck_audit_actions_total',
    help: 'Audit entries by action',
    labelNames: ['action'],
    registers,
  });
  const endings = new Counter({
    name: 'quarterdeck_deployments_ended_total',
    help: 'Deployments that ended, by environment and state',
    labelNames: ['environment', 'state'],
    registers,
  });
  const verdicts = new Counter({
    name: 'quarterdeck_blocks_total',
    help: 'Verdicts that blocked a deployment, by gate and reason',
    labelNames: ['gate', 'reason'],
    registers,
  });
  new Gauge({
    name: 'quarterdeck_outbox_waiting',
    help: 'Messages that wait to be delivered to Slack',
    registers,
    async collect() {
      this.set((await backlogs.outbox()).waiting);
    },
  });
  new Gauge({
    name: 'quarterdeck_outbox_oldest_seconds',
    help: 'Age of the oldest message that waits, in seconds',
    registers,
    async collect() {
      const { oldest } = await backlogs.outbox();
      this.set(oldest === null ? 0 : Math.max(0, (backlogs.realNow() - oldest) / 1_000));
    },
  });
  new Gauge({
    name: 'quarterdeck_workflows_stranded',
    help: 'Workflows that cannot go on by themselves',
    registers,
    async collect() {
      this.set(await backlogs.stranded());
    },
  });

  return {
    registry,
    called: (far, name, status) => calls.inc({ far, name, status: String(status) }),
    turnedAway: (door, status) => refused.inc({ door, status: String(status) }),
    counting: (audit) => ({
      about: (subject, limit) => audit.about(subject, limit),
      async record(entry) {
        await audit.record(entry);
        actions.inc({ action: entry.action });
        const { state, environment } = entry.details;
        if (entry.action === 'deployment.ended')
          endings.inc({ environment: String(environment), state: String(state) });
        if (entry.action === 'deployment.refused' && Array.isArray(entry.details.verdicts)) {
          for (const verdict of entry.details.verdicts as Verdict[]) {
            if (verdict.outcome === 'block') verdicts.inc({ gate: verdict.gate, reason: verdict.reason });
          }
        }
      },
    }),
  };
}
