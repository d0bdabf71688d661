import { z } from 'zod';
import { metrics } from './schema-analysis.ts';
import { around } from './schema-around.ts';
import { backupRule } from './schema-backup.ts';
import { delivery } from './schema-delivery.ts';
import { rollback } from './schema-rollback.ts';
import { startsOn } from './schema-starts-on.ts';
import { watch } from './schema-watch.ts';
import { windowRule } from './schema-window.ts';
import { byName, flag, listOf, object, someOf } from './shapes.ts';
import * as words from './words.ts';

const refRule = object(
  {
    branches: listOf(words.refPattern, 'Branches that may be deployed; * does not cross a slash, ** does.').optional(),
    tags: listOf(
      words.refPattern,
      'Tags that may be deployed. *.*.* means the three numbers of a version: v*.*.* takes v1.2.3, not v1.2, 1.2.3 or v1.2.3-rc.1.',
    ).optional(),
    shas: flag('Whether a commit may be deployed by its SHA alone.').optional(),
  },
  'Which refs may be deployed. What is not listed is not allowed; without this key anything is.',
);

function below(description: string) {
  return words.latency.meta({ description }).optional();
}

const artifactFile = object(
  {
    artifact: words.title.meta({ description: 'The name of the artifact, as in coverage.' }),
    file: words.filePath.meta({ description: 'The path of the file in it, as in coverage-summary.json.' }),
  },
  'A file in an artifact that a workflow of the commit uploads; instead of check.',
);

const coverageRule = object(
  {
    check: words.checkName
      .meta({ description: 'The check that tells the coverage; * stands for anything.' })
      .optional(),
    from: artifactFile.optional(),
    minimum: words.percentage.meta({ description: 'The least coverage in percent.' }),
  },
  'How much of the code the tests must cover.',
);

const loadTestRule = object(
  {
    check: words.checkName.meta({ description: 'The check that tells the result; * stands for anything.' }).optional(),
    from: artifactFile.optional(),
    thresholds: flag('Whether the thresholds of the test itself must hold, as k6 tells them in its JSON.').optional(),
    p95: below('What 95 of 100 requests must be faster than.'),
    p99: below('What 99 of 100 requests must be faster than.'),
    errors: words.percentage
      .meta({ description: 'What the failed requests must be fewer than, in percent.' })
      .optional(),
    order_execution: below('What 95 of 100 orders must be executed faster than.'),
  },
  'What a load test must have measured.',
);

const checksRule = object(
  {
    required: listOf(
      words.checkName,
      'Checks that must be there and green on the very commit; * stands for anything.',
    ).optional(),
    all: flag('Every check of the commit must be green, and at least one must be there.').optional(),
    ignored: listOf(words.checkName, 'Checks that do not count; * stands for anything.').optional(),
    pending: z
      .enum(['block', 'wait'])
      .meta({
        description: 'What happens while checks have not ended: it is refused, or it waits for them. Default: block.',
      })
      .optional(),
    wait_for: words.duration.meta({ description: 'How long it waits for them. Default: 30m.' }).optional(),
    coverage: coverageRule.optional(),
    load_test: loadTestRule.optional(),
  },
  'Which checks must be green on the very commit. Without this key none.',
);

const approvalCount = z
  .int({ error: 'a whole number, 1 to 10' })
  .min(1, { error: 'a whole number, 1 to 10' })
  .max(10, { error: 'a whole number, 1 to 10' });

const reviewRule = object(
  {
    approvals: approvalCount
      .meta({ description: 'How many people other than its author must have approved the pull request. Default: 1.' })
      .optional(),
    stale_approvals: z
      .enum(['ignore', 'count'])
      .meta({
        description: "Whether approvals count that were given before the pull request's last commit. Default: ignore.",
      })
      .optional(),
  },
  'The commit must come from a pull request that people approved. Without this key it need not.',
);

const branchProtectionRule = object(
  {
    branch: words.refName.meta({ description: 'The branch that GitHub has to protect, as in main.' }),
    approvals: approvalCount.meta({ description: 'How many approving reviews a merge must take.' }).optional(),
    status_checks: flag('Whether a merge must wait for required checks.').optional(),
    up_to_date: flag('Whether a branch must be up to date before it is merged.').optional(),
    signatures: flag('Whether commits must be signed.').optional(),
    administrators: flag('Whether all of this must bind administrators too.').optional(),
  },
  'What GitHub itself must demand before anything gets into a branch. Without this key nothing.',
);

const commitRule = object(
  {
    conventional: flag(
      'Whether messages must be conventional commits. Merges and reverts as git writes them are.',
    ).optional(),
    signed: flag('Whether GitHub must have verified a signature of each.').optional(),
    issue_reference: flag('Whether each but merges and reverts must name an issue.').optional(),
    issue_prefixes: someOf(
      words.issuePrefix,
      "What stands before an issue's number, as in # or TRADE-. Default: # and GH-.",
    ).optional(),
  },
  'Of every commit between what runs there and what is deployed. Without this key nothing.',
);

const afterRule = object(
  {
    environment: words.name.meta({ description: 'The environment that has to have verified it.' }),
    same: z.enum(['sha', 'tree']).meta({
      description: 'sha: the very commit; tree: the same content, for pipelines that merge between environments.',
    }),
    soak: words.duration
      .meta({ description: 'How long ago it must have been verified there, at least. Default: a moment is enough.' })
      .optional(),
  },
  'What has to have succeeded in an earlier environment first. Without this key nothing.',
);

const gates = object(
  {
    permission: object(
      { roles: someOf(words.name, 'People with one of these roles may deploy.') },
      'Who may deploy. There is no default.',
    ),
    ref: refRule.optional(),
    checks: checksRule.optional(),
    review: reviewRule.optional(),
    branch_protection: branchProtectionRule.optional(),
    commits: commitRule.optional(),
    after: afterRule.optional(),
    backup: backupRule('How fresh the last backup must be. Without this key none has to be.').optional(),
    window: windowRule.optional(),
    lane: object(
      { busy: z.enum(['wait', 'refuse']).meta({ description: 'What happens to who comes second.' }) },
      'One rollout at a time for each service and environment. Default: the others wait in order.',
    ).optional(),
    already_running: z
      .enum(['refuse', 'warn', 'allow'])
      .meta({ description: 'What to do when every service runs that commit already. Default: warn.' })
      .optional(),
  },
  'What has to be true before something is deployed.',
);

const approvals = object(
  {
    required: z
      .int({ error: 'a whole number, 1 or more' })
      .min(1, { error: 'a whole number, 1 or more' })
      .max(20, { error: 'a whole number, at most 20' })
      .meta({ description: 'How many people must approve. Who asked never counts. Default: 1.' })
      .optional(),
    roles: someOf(words.name, 'People with one of these roles may approve or reject.'),
    at_least: byName(
      words.name,
      z.int({ error: 'a whole number, 1 or more' }).min(1, { error: 'a whole number, 1 or more' }),
      'Of the approvals, at least so many by people with this role.',
    ).optional(),
    authors: z
      .enum(['may-approve', 'may-not-approve'])
      .meta({ description: 'Whether whoever wrote a commit that is deployed may approve it. Default: may-approve.' })
      .optional(),
    checklist: someOf(words.checklistItem, 'What each person who approves must tick, item by item.')
      .max(10, { error: 'at most 10 items' })
      .optional(),
    expires_after: words.duration.meta({ description: 'How long people may take to decide. Default: 8h.' }).optional(),
    valid_for: words.duration
      .meta({ description: 'How long an approval counts, from the decision to the start of the run. Default: 4h.' })
      .optional(),
    notify: listOf(words.channel, 'Channels that get a copy of the card.').optional(),
  },
  'Who has to approve. Without this key nobody.',
);

const breakGlass = object(
  {
    roles: someOf(words.name, 'People with one of these roles may break the glass, each time with a reason.'),
    approvers: someOf(
      words.name,
      'People with one of these roles may be the second person. Default: the same roles.',
    ).optional(),
  },
  'Who may deploy in an emergency past the gates that look at time, checks, reviews and locks, with a second person. Without this key nobody.',
);

const defaultRef = object(
  {
    branch: words.refName.meta({ description: 'The tip of this branch.' }).optional(),
    latest_tag: words.refPattern.meta({ description: 'The newest tag that fits this pattern.' }).optional(),
    verified_in: words.name.meta({ description: 'The commit that this environment verified last.' }).optional(),
  },
  'What is deployed when no ref is named: exactly one of branch, latest_tag, verified_in.',
);

const githubEnvironment = object(
  {
    name: words.githubEnvironment
      .meta({ description: "Its name on GitHub. Default: this environment's name." })
      .optional(),
    protection: z.enum(['custom-rule', 'reviewers', 'both']).meta({
      description:
        "What GitHub waits for there. custom-rule: Quarterdeck's own deployment protection rule; reviewers: required reviewers, in whose name Quarterdeck answers when they approved in Slack; both.",
    }),
  },
  'The environment on GitHub that the run has to be let into. Without this key nobody there is answered.',
);

const environment = object(
  {
    workflow: words.workflowFile.meta({ description: 'The file under .github/workflows that deploys.' }),
    channel: words.channel
      .meta({ description: "Where its deployments are shown. Default: the pipeline's channel." })
      .optional(),
    url: words.webAddress.meta({ description: 'Where people find what was deployed.' }).optional(),
    default_ref: defaultRef,
    pin: z
      .enum(['temporary-tag', 'input', 'tip'])
      .meta({
        description:
          'How the run is bound to the commit, for branches and SHAs. temporary-tag: a tag quarterdeck/<id> is dispatched and deleted afterwards; input: the workflow checks out and verifies its input sha; tip: the branch is dispatched, and refused when it has moved. Default: temporary-tag.',
      })
      .optional(),
    inputs: byName(
      words.inputName,
      z.union([z.string(), z.boolean(), z.number()], { error: 'a text, a number, true or false' }),
      'Workflow inputs with fixed values. {service}, {services}, {environment}, {sha} and {ref} after a $ are filled in.',
    ).optional(),
    github_deployments: z
      .enum(['workflow', 'bot'])
      .meta({
        description:
          "Who writes GitHub Deployments: the workflow's own environment: jobs, or Quarterdeck. Default: workflow.",
      })
      .optional(),
    github_environment: githubEnvironment.optional(),
    starts_on: startsOn.optional(),
    target: words.duration
      .meta({ description: 'When a run that takes longer is called late. Without it never.' })
      .optional(),
    change_requests: z
      .enum(['required', 'optional'])
      .meta({ description: 'Whether only change requests (/change) are deployed there. Default: optional.' })
      .optional(),
    gates,
    approvals: approvals.optional(),
    break_glass: breakGlass.optional(),
    delivery: delivery.optional(),
    watch: watch.optional(),
    rollback: rollback.optional(),
    around: around.optional(),
  },
  'One environment that a workflow of this repository deploys to.',
);

const pipeline = object(
  {
    repository: words.repository.meta({ description: 'The GitHub repository, as owner/name.' }),
    channel: words.channel.meta({ description: 'Where its deployments are shown.' }),
    default: words.name
      .meta({
        description: 'The service or group meant when none is named. Needed when there is more than one service.',
      })
      .optional(),
    services: someOf(words.name, 'What can be deployed alone.'),
    groups: byName(
      words.name,
      someOf(words.name, 'Services of the group.'),
      'What is deployed together: one run, one deployment, one message.',
    ).optional(),
    metrics: metrics.optional(),
    environments: byName(words.name, environment, 'By name, in the order in which people should see them.'),
  },
  'One repository and the environments that its workflows deploy to.',
);

const role = object(
  {
    slack_groups: listOf(words.slackGroup, 'Slack user groups, by handle or id.').optional(),
    slack_users: listOf(words.slackUser, 'Slack users, by id.').optional(),
    github_teams: listOf(words.githubTeam, 'GitHub teams, as organisation/team.').optional(),
  },
  'Who holds the role: everybody whom one of the three names.',
);

const person = object(
  {
    slack: words.slackUser.meta({ description: 'Slack user id.' }).optional(),
    email: words.email.meta({ description: "The e-mail address of the person's Slack account." }).optional(),
    github: words.githubLogin.meta({ description: 'GitHub user name.' }),
  },
  'Whose Slack account and whose GitHub account are one person: exactly one of slack and email, and github.',
);

/** The shape of quarterdeck.yml as it is written; `build.ts` makes the model's Catalog of it. */
export const catalogFile = object(
  {
    version: z.literal(1, { error: 'the number 1' }).meta({ description: 'Version of this format.' }),
    channels: object(
      {
        operations: words.channel.meta({ description: 'Where operators are told of trouble.' }),
        security: words.channel.meta({ description: 'Where security news goes.' }),
      },
      'Channels that the whole catalog shares. Elsewhere the words operations and security mean these.',
    ),
    roles: byName(words.name, role, 'Roles by name. Gates and approvals refer to them.'),
    people: listOf(person, 'Links between Slack and GitHub accounts.').optional(),
    link_by_email: words.githubLogin
      .meta({
        description:
          'A GitHub organisation. Its members are linked by the e-mail addresses that GitHub has verified in its domains. Default: nobody is.',
      })
      .optional(),
    locks: object(
      { all: someOf(words.name, 'People with one of these roles may lock everything, and release such a lock.') },
      'Who may stop the line. Default: whoever may approve anywhere; where nothing is approved, whoever may deploy.',
    ).optional(),
    audit: object(
      {
        checkpoints: object(
          {
            channel: words.channel.meta({ description: 'Where they are posted.' }),
            every: words.duration
              .meta({ description: 'How often, at least 1h; only when there are new entries. Default: 24h.' })
              .optional(),
          },
          'The hash of the newest entry, posted where not even the owner of the database can rewrite it.',
        ),
      },
      'The audit log. Without this key no checkpoints are posted.',
    ).optional(),
    pipelines: byName(words.name, pipeline, 'Pipelines by name.'),
  },
  'The catalog of Quarterdeck: what can be deployed, where to, by whom and under which conditions.',
);

export type CatalogFile = z.output<typeof catalogFile>;
export type PipelineEntry = CatalogFile['pipelines'][string];
export type EnvironmentEntry = PipelineEntry['environments'][string];
