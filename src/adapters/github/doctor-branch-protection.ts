import type { BranchProtectionRule, Pipeline } from '../../model/catalog.ts';
import { sayFault } from '../../model/fault.ts';
import type { Finding } from '../../model/notice.ts';
import { fullName } from '../../model/repository.ts';
import { getBranchProtection } from './branch-protection.ts';
import type { GitHub } from './client.ts';

/** Whether the `branch_protection` gates of a pipeline can see what they judge by; nothing is asked where there are none. */
export async function examineBranchProtections(github: GitHub, pipeline: Pipeline): Promise<Finding[]> {
  // Of a catalog that an earlier release stored, this rule is undefined.
  const rules = pipeline.environments.flatMap(({ gates }) => gates.branchProtection ?? []);
  const distinct = rules.filter(
    (rule, index) =>
      rules.findIndex((one) => one.branch === rule.branch && one.administrators === rule.administrators) === index,
  );
  return Promise.all(distinct.map((rule) => examineOne(github, pipeline, rule)));
}

async function examineOne(
  github: GitHub,
  { repository }: Pipeline,
  { branch, administrators }: BranchProtectionRule,
): Promise<Finding> {
  const what = `protection of ${branch} in ${fullName(repository)} (for the branch_protection gate)`;
  const where = github.auth === 'app' ? "the GitHub App's settings, and accept it in the installation" : 'the token';
  try {
    const { sources, unseen } = await getBranchProtection(github, repository, branch, administrators);
    if (unseen.length === 0) {
      return { ok: true, what, found: sources.length > 0 ? 'can be read' : 'can be read; there is none', mend: null };
    }
    // What is seen may be enough by itself; where administrators must be bound, a ruleset counts only if it is seen that it binds them.
    const counts = sources.some((source) => !administrators || source.administrators === true);
    const found = unseen.join(' ');
    if (counts) return { ok: true, what, found, mend: null };
    const or = sources.some((source) => source.administrators === null)
      ? 'or grant "Administration: write", which shows who may bypass a ruleset'
      : `or protect ${branch} by a ruleset${administrators ? ' that nobody may bypass' : ''}`;
    return { ok: false, what, found, mend: `Grant "Administration: read" in ${where}; ${or}.` };
  } catch (error) {
    return { ok: false, what, found: sayFault(error), mend: 'Try again later.' };
  }
}
