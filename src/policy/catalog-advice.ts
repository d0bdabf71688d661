import type { Catalog, Environment, Pipeline } from '../model/catalog.ts';
import { sayInstant } from '../model/instant-words.ts';
import type { Instant } from '../model/time.ts';
import { day } from '../model/time.ts';
import type { WindowRule } from '../model/window.ts';
import { refMatches } from './gates/ref.ts';
import { list } from './verdicts.ts';
import { localInstant } from './window/dated-rules.ts';
import { nextClear } from './window/next-clear.ts';
import { timeRules } from './window/time-rules.ts';

/** A freeze of last month may still be looked up; one of last quarter is litter. */
const longPast = 90 * day;

/** What is allowed in a catalog but probably not meant, in sentences. */
export function adviseCatalog(catalog: Catalog, now: Instant): string[] {
  const used = new Set(
    catalog.pipelines.flatMap(({ environments }) =>
      environments.flatMap(({ gates, approvals, breakGlass, delivery, rollback }) => [
        ...gates.permission.roles,
        ...(approvals?.roles ?? []),
        ...(breakGlass?.roles ?? []),
        ...(breakGlass?.approvers ?? []),
        ...(delivery?.roles ?? []),
        ...(rollback?.roles ?? []),
        ...exceptedIn(gates.window),
      ]),
    ),
  );
  const idle = Object.keys(catalog.roles).filter((role) => !used.has(role));
  return [
    ...catalog.pipelines.flatMap((pipeline) =>
      pipeline.environments.flatMap((environment) =>
        adviseEnvironment(environment, now).map((advice) => `${where(pipeline, environment)}: ${advice}`),
      ),
    ),
    ...(idle.length > 0 ? [`No gate and no approval asks for ${list(idle)}.`] : []),
  ];
}

function where(pipeline: Pipeline, environment: Environment): string {
  return `${pipeline.name} ${environment.name}`;
}

function adviseEnvironment(environment: Environment, now: Instant): string[] {
  const { name, defaultRef, gates, approvals, githubEnvironment } = environment;
  const advice: string[] = [];
  const { branches } = gates.ref;
  if ('branch' in defaultRef && !refMatches('branch', defaultRef.branch, branches)) {
    advice.push(
      `the default branch ${defaultRef.branch} fits none of ${list(branches)}, so a deploy without a ref is refused.`,
    );
  }
  if (gates.checks?.all && gates.checks.ignored.length === 0) {
    advice.push(
      "the deploy workflow's own jobs are checks of the commit too; list them under checks.ignored, or a failed deploy blocks the next.",
    );
  }
  if (approvals && approvals.validFor > approvals.expiresAfter * 24) {
    advice.push('an approval counts far longer than people have to give it.');
  }
  if (githubEnvironment?.reviewers && !approvals) {
    advice.push('nobody approves here, so GitHub waits for its reviewers each time: nobody can be named as one.');
  }
  return gates.window ? [...advice, ...adviseWindow(gates.window, name, now)] : advice;
}

function adviseWindow(rules: WindowRule, environment: string, now: Instant): string[] {
  const { timezone, freezes = [], events = [] } = rules;
  const over = [...freezes, ...events].filter(({ to }) => localInstant(to, timezone) < now - longPast);
  const refusing = timeRules(rules, environment).filter(({ effect }) => effect === 'refuse');
  return [
    ...over.map(
      ({ name, to }) => `“${name}” was over on ${sayInstant(localInstant(to, timezone), timezone, now)}, and can go.`,
    ),
    ...(nextClear(refusing, now) === null
      ? ['the window leaves no time to deploy in the next 400 days; its entries take the hours from each other.']
      : []),
  ];
}

function exceptedIn(rules: WindowRule | null): string[] {
  return [...(rules?.avoid ?? []), ...(rules?.freezes ?? []), ...(rules?.events ?? [])].flatMap(
    ({ exceptRoles }) => exceptRoles,
  );
}
