import type { Environment } from '../model/catalog.ts';
import type { Facts } from '../model/facts.ts';
import type { GateName, Verdict } from '../model/verdict.ts';
import { gateNames } from '../model/verdict.ts';
import { after } from './gates/after.ts';
import { alreadyRunning } from './gates/already-running.ts';
import { backup } from './gates/backup.ts';
import { branchProtection } from './gates/branch-protection.ts';
import { change } from './gates/change.ts';
import { checklist } from './gates/checklist.ts';
import { checks } from './gates/checks.ts';
import { commits } from './gates/commits.ts';
import { lane } from './gates/lane.ts';
import { lock } from './gates/lock.ts';
import { permission } from './gates/permission.ts';
import { quarantine } from './gates/quarantine.ts';
import { ref } from './gates/ref.ts';
import { review } from './gates/review.ts';
import { window } from './gates/window.ts';
import { releaseRoles, unlockRoles } from './permissions.ts';

const gates: Record<GateName, (environment: Environment, facts: Facts) => Verdict> = {
  permission: (environment, facts) => permission(environment.gates.permission, facts),
  ref: (environment, facts) => ref(environment.gates.ref, facts),
  change: (environment, facts) => change(environment, facts),
  checks: (environment, facts) => checks(environment.gates.checks, facts),
  review: (environment, facts) => review(environment.gates.review, facts),
  'branch-protection': (environment, facts) => branchProtection(environment.gates.branchProtection, facts),
  commits: (environment, facts) => commits(environment.gates.commits, facts),
  after: (environment, facts) => after(environment.gates.after, facts),
  backup: (environment, facts) => backup(environment.gates.backup, facts),
  window: (environment, facts) => window(environment.gates.window, facts),
  checklist: (environment, facts) => checklist(environment.approvals, facts),
  quarantine: (environment, facts) =>
    quarantine({ releasers: releaseRoles(environment), configured: environment.rollback != null }, facts),
  lock: (environment, facts) => lock({ unlockers: unlockRoles(environment) }, facts),
  lane: (environment, facts) => lane(environment.gates.lane, facts),
  'already-running': (environment, facts) => alreadyRunning(environment.gates.alreadyRunning, facts),
};

/** Asks every gate, in the order of `gateNames`, whatever the others say: a refusal tells all there is to mend. */
export function judge(environment: Environment, facts: Facts): Verdict[] {
  return gateNames.map((name) => gates[name](environment, facts));
}
