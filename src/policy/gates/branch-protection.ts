import type { BranchProtection, ProtectionSource } from '../../model/branch-protection.ts';
import type { BranchProtectionRule } from '../../model/catalog.ts';
import type { Facts } from '../../model/facts.ts';
import type { Seen, Verdict } from '../../model/verdict.ts';
import { block, factsMissing, list, notConfigured, pass } from '../verdicts.ts';

const gate = 'branch-protection';

/** GitHub demands of the branch at least what the catalog says: what the gates see of one commit holds for its whole past. */
export function branchProtection(rules: BranchProtectionRule | null, facts: Facts): Verdict {
  if (!rules) return notConfigured(gate, 'No branch has to be protected here.');
  const what = `The protection of ${rules.branch}`;
  if (!facts.protection.known) return factsMissing(gate, what, facts.protection.why);
  const found = facts.protection.value;
  if (!found) return factsMissing(gate, what, 'nobody asked GitHub for it.');

  const demands = demandsOf(rules, found);
  const saw = demands.map(({ what: of, found: has, wanted }): Seen => ({ what: of, found: has, wanted }));
  const lacking = demands.filter(({ met }) => !met);
  if (lacking.length === 0) return pass(gate, `${rules.branch} is protected as it has to be.`, saw);
  const unseen = found.unseen.length > 0 ? ` ${found.unseen.join(' ')}` : '';
  return block(
    gate,
    'branch-unprotected',
    `GitHub does not protect ${rules.branch} as it has to be; missing: ${list(lacking.map((each) => each.short))}.${unseen}`,
    {
      saw,
      unblock: `Have an administrator of the repository switch on what is missing for ${rules.branch}, under Settings, Rules or Branches.`,
      who: ['administrators of the repository'],
    },
  );
}

interface Demand extends Seen {
  short: string;
  met: boolean;
}

function demandsOf(rules: BranchProtectionRule, { sources }: BranchProtection): Demand[] {
  // Where administrators have to be bound, what lets them by is no protection.
  const binding = sources.filter((each) => !rules.administrators || each.administrators === true);
  const approvals = Math.max(0, ...binding.map((each) => each.approvals));
  const checks = [...new Set(binding.flatMap((each) => each.checks))];
  const onOff = (what: string, short: string, of: (each: ProtectionSource) => boolean): Demand => {
    const met = binding.some(of);
    return { what, short, met, found: met ? 'on' : 'off', wanted: 'on' };
  };
  return [
    ...(rules.approvals > 0
      ? [
          {
            what: 'Approving reviews',
            short: `${rules.approvals} approving ${rules.approvals === 1 ? 'review' : 'reviews'} (found ${approvals})`,
            met: approvals >= rules.approvals,
            found: String(approvals),
            wanted: `at least ${rules.approvals}`,
          },
        ]
      : []),
    ...(rules.statusChecks
      ? [
          {
            what: 'Required checks',
            short: 'required checks',
            met: checks.length > 0,
            found: checks.length > 0 ? list(checks) : 'none',
            wanted: 'at least one',
          },
        ]
      : []),
    ...(rules.upToDate
      ? [onOff('Up to date before merging', 'branches up to date', (each) => each.checks.length > 0 && each.upToDate)]
      : []),
    ...(rules.signatures ? [onOff('Signed commits', 'signed commits', (each) => each.signatures)] : []),
    ...(rules.administrators ? [administrators(sources)] : []),
  ];
}

function administrators(sources: readonly ProtectionSource[]): Demand {
  const loose = sources.filter((each) => each.administrators !== true);
  const bound = sources.length > loose.length;
  const doubts = loose.map((each) => `${each.name} ${each.administrators === null ? 'perhaps not' : 'lets them by'}`);
  return {
    what: 'Administrators included',
    short: 'administrators included',
    met: bound,
    found: [...(bound ? ['yes'] : []), ...doubts].join('; ') || 'nothing binds them',
    wanted: 'yes',
  };
}
