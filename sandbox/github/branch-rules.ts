/** What GitHub demands before anything gets into a branch. */
export interface BranchRules {
  /** Approving reviews; 0 for none. */
  approvals: number;
  checks: string[];
  upToDate: boolean;
  signatures: boolean;
  /** Whether administrators are bound too. */
  administrators: boolean;
}

export interface Ruleset extends BranchRules {
  id: number;
  name: string;
  branch: string;
}

/** Who protects which branch, in GitHub's two ways: the classic protection of a branch, and rulesets. */
export interface BranchProtections {
  classic(branch: string): BranchRules | undefined;
  rulesets(branch: string): Ruleset[];
  ruleset(id: number): Ruleset | undefined;
  /** Null takes the protection away. */
  protect(branch: string, rules: BranchRules | null): void;
  /** The ruleset of that name, made anew; null takes it away. */
  rule(name: string, branch: string, rules: BranchRules | null): void;
}

export function createBranchProtections(seed: Record<string, BranchRules>): BranchProtections {
  const classic = new Map(Object.entries(seed));
  let rulesets: Ruleset[] = [];
  let lastId = 510_000;
  return {
    classic: (branch) => classic.get(branch),
    rulesets: (branch) => rulesets.filter((each) => each.branch === branch),
    ruleset: (id) => rulesets.find((each) => each.id === id),
    protect(branch, rules) {
      if (rules === null) classic.delete(branch);
      else classic.set(branch, rules);
    },
    rule(name, branch, rules) {
      rulesets = rulesets.filter((each) => each.name !== name);
      if (rules !== null) rulesets.push({ ...rules, id: ++lastId, name, branch });
    },
  };
}
