import { z } from 'zod';
import { defineScenario, type Scenario } from './scenario.ts';

const handles = z.array(z.string().min(1)).default([]);

const pullRequest = defineScenario({
  name: 'pull-request',
  title: 'A pull request is opened, reviewed or merged',
  description:
    'Opens one of the branch, or takes the one that is open; its reviewers speak; then it is merged, if that is wished.',
  body: z.strictObject({
    branch: z.string().min(1).default('develop').describe('Branch with the changes'),
    base: z.string().min(1).optional().describe('Branch that they go to; without one, the default branch'),
    push: z.boolean().default(true).describe('Whether a new commit is pushed to the branch first'),
    by: z.string().min(1).default('dev').describe('Whose it is'),
    approved_by: handles.describe('Who approves its last commit'),
    changes_requested_by: handles.describe('Who wants it changed'),
    merge: z.boolean().default(false),
  }),
  suggest: (world) => {
    const people = world.people.map((person) => person.handle);
    const branches = Object.keys(world.seed.branches);
    return { branch: branches, base: branches, by: people, approved_by: people, changes_requested_by: people };
  },
  run(world, { branch, base, push, by, approved_by, changes_requested_by, merge }) {
    const { repository } = world.seed;
    if (push) {
      const pushed = world.github.push(by, { repository, branch, message: 'feat: show the open interest of a book' });
      if ('refused' in pushed) throw new Error(pushed.message);
    }
    const reviews = { approvedBy: approved_by, changesRequestedBy: changes_requested_by };
    return world.github.pullRequest({ branch, by, merge, ...reviews, ...(base === undefined ? {} : { base }) });
  },
});

const branchProtection = defineScenario({
  name: 'branch-protection',
  title: 'The protection of a branch changes',
  description:
    'What GitHub demands before anything gets into the branch; without demands the protection is taken away.',
  body: z.strictObject({
    branch: z.string().min(1).default('main'),
    approvals: z.int().min(0).max(6).default(0).describe('Approving reviews'),
    checks: z.array(z.string()).default([]).describe('Required checks'),
    up_to_date: z.boolean().default(false),
    signatures: z.boolean().default(false),
    administrators: z.boolean().default(false).describe('Whether administrators are bound too'),
    ruleset: z.string().min(1).optional().describe('Name of a ruleset; without one, the classic protection'),
  }),
  suggest: (world) => ({ branch: Object.keys(world.seed.branches) }),
  run(world, { branch, ruleset, up_to_date: upToDate, ...rest }) {
    const none = rest.approvals === 0 && rest.checks.length === 0 && !rest.signatures;
    world.github.protectBranch(branch, none ? null : { ...rest, upToDate }, ruleset);
    return { branch, protected: !none };
  },
});

export const pullRequestScenarios: Scenario[] = [pullRequest, branchProtection];
