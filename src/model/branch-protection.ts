/** One place that protects a branch: GitHub's classic branch protection, or one ruleset. */
export interface ProtectionSource {
  /** `branch protection`, or `ruleset NAME`. */
  name: string;
  /** Approving reviews that a merge takes; 0 when it takes none. */
  approvals: number;
  /** Checks that must have passed before a merge. */
  checks: string[];
  /** Whether a branch has to be up to date before it is merged. */
  upToDate: boolean;
  signatures: boolean;
  /** Whether it binds administrators too; null when GitHub does not let us see that. */
  administrators: boolean | null;
}

/** All that protects a branch. */
export interface BranchProtection {
  branch: string;
  sources: ProtectionSource[];
  /** What could not be looked at and which permission would help, one sentence each. What was not seen does not count. */
  unseen: string[];
}
