import type { Checked } from './checked.ts';
import { checkAround } from './cross-checks-around.ts';
import { checkDelivery } from './cross-checks-delivery.ts';
import { checkRollback } from './cross-checks-rollback.ts';
import { checkStartsOn } from './cross-checks-starts-on.ts';
import { checkInputs } from './cross-checks-templates.ts';
import { checkWatch } from './cross-checks-watch.ts';
import { checkWindow } from './cross-checks-window.ts';
import { describe } from './problem.ts';
import type { EnvironmentEntry } from './schema.ts';
import { checkDuration, checkRoleNames, sayNames, type Tell } from './tell.ts';

const templateWords = ['service', 'services', 'environment', 'sha', 'ref'];
/** What may come first after /lock instead of an environment; `commands/lock-words.ts` reads them. */
const lockWords = ['all', 'extend', 'give', 'steal', 'wait', 'leave'];
export function checkEnvironment(checked: Checked, tell: Tell): void {
  const { environment, path } = checked;
  if (lockWords.includes(checked.name)) {
    tell(path, `an environment called ${checked.name}`, 'another name: /lock understands this word as its own', 'key');
  }
  checkRoleNames(environment.gates.permission.roles, [...path, 'gates', 'permission', 'roles'], checked.roles, tell);
  checkRoleNames(environment.approvals?.roles ?? [], [...path, 'approvals', 'roles'], checked.roles, tell);
  checkAtLeast(environment.approvals, [...path, 'approvals', 'at_least'], tell);
  checkChecklist(environment.approvals?.checklist ?? [], [...path, 'approvals', 'checklist'], tell);
  const glass = environment.break_glass;
  checkRoleNames(glass?.roles ?? [], [...path, 'break_glass', 'roles'], checked.roles, tell);
  checkRoleNames(glass?.approvers ?? [], [...path, 'break_glass', 'approvers'], checked.roles, tell);
  checkEarlier(checked, environment.gates.after?.environment, [...path, 'gates', 'after', 'environment'], tell);
  checkRef(checked, tell);
  checkChecks(environment, path, tell);
  checkProtection(environment, path, tell);
  checkCommits(environment, path, tell);
  checkWindow(environment.gates.window, [...path, 'gates', 'window'], checked.roles, tell);
  const inputs = { known: templateWords, sha: environment.pin === 'input' };
  checkInputs(environment.inputs, inputs, [...path, 'inputs'], tell);
  checkStartsOn(checked, tell);
  checkDelivery(checked, tell);
  checkWatch(checked, tell);
  checkRollback(checked, tell);
  checkAround(environment.around, [...path, 'around'], tell);
  checkDuration(environment.gates.after?.soak, [...path, 'gates', 'after', 'soak'], tell);
  checkDuration(environment.gates.backup?.max_age, [...path, 'gates', 'backup', 'max_age'], tell);
  checkDuration(environment.target, [...path, 'target'], tell);
  checkDuration(environment.approvals?.expires_after, [...path, 'approvals', 'expires_after'], tell);
  checkDuration(environment.approvals?.valid_for, [...path, 'approvals', 'valid_for'], tell);
}

function checkAtLeast(rule: EnvironmentEntry['approvals'], path: readonly PropertyKey[], tell: Tell): void {
  if (!rule?.at_least) return;
  for (const [role, count] of Object.entries(rule.at_least)) {
    if (!rule.roles.includes(role)) {
      tell([...path, role], describe(role), sayNames('one of the roles that may approve', role, rule.roles), 'key');
    } else if (count > (rule.required ?? 1)) {
      tell([...path, role], `the number ${count}`, `at most ${rule.required ?? 1}, which is how many are required`);
    }
  }
}

function checkChecklist(items: readonly string[], path: readonly PropertyKey[], tell: Tell): void {
  for (const [index, item] of items.entries()) {
    if (items.indexOf(item) !== index) tell([...path, index], `${describe(item)} once more`, 'each item once');
  }
}

function checkEarlier(checked: Checked, earlier: string | undefined, path: readonly PropertyKey[], tell: Tell): void {
  if (earlier === undefined) return;
  const others = Object.keys(checked.pipeline.environments).filter((name) => name !== checked.name);
  if (earlier === checked.name) tell(path, 'this same environment', sayNames('another environment', '', others));
  else if (!others.includes(earlier)) {
    tell(path, describe(earlier), sayNames('another environment of this pipeline', earlier, others));
  }
}

function checkRef(checked: Checked, tell: Tell): void {
  const { environment, path } = checked;
  const chosen = environment.default_ref;
  const named = [chosen.branch, chosen.latest_tag, chosen.verified_in].filter((value) => value !== undefined);
  if (named.length !== 1) {
    const found =
      named.length === 0
        ? 'none of branch, latest_tag, verified_in'
        : 'more than one of branch, latest_tag, verified_in';
    tell([...path, 'default_ref'], found, 'exactly one of them');
  }
  checkEarlier(checked, chosen.verified_in, [...path, 'default_ref', 'verified_in'], tell);
  const rule = environment.gates.ref;
  checkPin(environment, path, rule === undefined || rule.shas === true, tell);
  if (!rule) return;
  const { branches = [], tags = [], shas = false } = rule;
  const rulePath = [...path, 'gates', 'ref'];
  if (branches.length === 0 && tags.length === 0 && !shas) {
    tell(rulePath, 'a rule that allows nothing', 'branches, tags, or shas: true');
  }
  const wants = (key: 'branch' | 'latest_tag' | 'verified_in', allowed: boolean, expected: string) => {
    if (chosen[key] !== undefined && !allowed) {
      tell([...path, 'default_ref', key], 'a default that gates.ref does not allow', expected);
    }
  };
  wants('branch', branches.length > 0, 'branches in gates.ref, or another default');
  wants('latest_tag', tags.length > 0, 'tags in gates.ref, or another default');
  wants('verified_in', shas, 'shas: true in gates.ref (what was verified is deployed by its SHA), or another default');
}

/** A bare commit can be dispatched by a temporary tag, or by its input along with some branch. */
function checkPin(environment: EnvironmentEntry, path: readonly PropertyKey[], shas: boolean, tell: Tell): void {
  if (!shas) return;
  const where = [...path, 'pin'];
  const otherwise = 'temporary-tag, or a gates.ref without shas';
  if (environment.pin === 'tip') {
    tell(where, 'tip where shas are allowed', `${otherwise}: a bare commit is the tip of nothing`);
  }
  if (environment.pin === 'input' && environment.default_ref.branch === undefined) {
    tell(
      where,
      'input where shas are allowed and the default is no branch',
      `${otherwise}: GitHub has to be given a branch`,
    );
  }
}

function checkChecks(environment: EnvironmentEntry, path: readonly PropertyKey[], tell: Tell): void {
  const rule = environment.gates.checks;
  if (!rule) return;
  const where = [...path, 'gates', 'checks'];
  const { required = [], all, coverage, load_test: loadTest } = rule;
  if (required.length === 0 && all !== true && !coverage && !loadTest) {
    tell(where, 'a rule that requires nothing', 'names under required, or all: true, or coverage or load_test');
  }
  checkDuration(rule.wait_for, [...where, 'wait_for'], tell);
  if (rule.wait_for !== undefined && rule.pending !== 'wait') {
    tell([...where, 'wait_for'], 'a time to wait where nothing waits', 'pending: wait beside it');
  }
  for (const [key, told] of Object.entries({ coverage, load_test: loadTest })) {
    if (told && (told.check === undefined) === (told.from === undefined)) {
      tell([...where, key], told.from ? 'both check and from' : 'neither check nor from', 'exactly one of them');
    }
  }
  if (
    loadTest &&
    loadTest.thresholds !== true &&
    ![loadTest.p95, loadTest.p99, loadTest.errors, loadTest.order_execution].some((each) => each !== undefined)
  ) {
    tell(
      [...where, 'load_test'],
      'a load test without limits',
      'p95, p99, errors, order_execution, or thresholds: true',
    );
  }
}

function checkProtection(environment: EnvironmentEntry, path: readonly PropertyKey[], tell: Tell): void {
  const rule = environment.gates.branch_protection;
  if (rule && !rule.approvals && !rule.status_checks && !rule.up_to_date && !rule.signatures) {
    const expected = 'approvals, status_checks, up_to_date or signatures';
    tell([...path, 'gates', 'branch_protection'], 'a rule that demands nothing', expected);
  }
}

function checkCommits(environment: EnvironmentEntry, path: readonly PropertyKey[], tell: Tell): void {
  const rule = environment.gates.commits;
  if (!rule) return;
  const where = [...path, 'gates', 'commits'];
  if (!rule.conventional && !rule.signed && !rule.issue_reference) {
    tell(where, 'a rule that demands nothing', 'conventional, signed or issue_reference');
  }
  if (rule.issue_prefixes && !rule.issue_reference) {
    tell(
      [...where, 'issue_prefixes'],
      'prefixes of issues that need not be named',
      'issue_reference: true beside them',
    );
  }
}
