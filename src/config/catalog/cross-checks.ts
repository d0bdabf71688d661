import { hour, parseDuration } from '../../model/time.ts';
import { checkEnvironment } from './cross-checks-environment.ts';
import { checkMetrics } from './cross-checks-metrics.ts';
import { describe } from './problem.ts';
import type { CatalogFile, PipelineEntry } from './schema.ts';
import { checkRoleNames, sayNames, type Tell } from './tell.ts';

/** What one key demands of another. The shape has been checked before. */
export function crossCheck(file: CatalogFile, tell: Tell): void {
  checkRoles(file, tell);
  checkPeople(file, tell);
  checkAudit(file, tell);
  checkRoleNames(file.locks?.all ?? [], ['locks', 'all'], Object.keys(file.roles), tell);
  const pipelines = Object.entries(file.pipelines);
  if (pipelines.length === 0) tell(['pipelines'], 'no pipeline', 'at least one');
  const taken = new Map<string, string>();
  for (const [name, pipeline] of pipelines) {
    const path = ['pipelines', name];
    checkNames(pipeline, path, taken, tell);
    checkDefault(pipeline, path, tell);
    checkCircles(pipeline, path, tell);
    checkMetrics(pipeline.metrics ?? {}, [...path, 'metrics'], tell);
    const environments = Object.entries(pipeline.environments);
    if (environments.length === 0) tell([...path, 'environments'], 'no environment', 'at least one');
    for (const [key, environment] of environments) {
      checkEnvironment(
        { name: key, environment, path: [...path, 'environments', key], roles: Object.keys(file.roles), pipeline },
        tell,
      );
    }
  }
}

function checkRoles(file: CatalogFile, tell: Tell): void {
  for (const [name, role] of Object.entries(file.roles)) {
    const sources = [role.slack_groups, role.slack_users, role.github_teams].flatMap((list) => list ?? []);
    if (sources.length === 0) {
      tell(['roles', name], 'nobody', 'at least one entry in slack_groups, slack_users or github_teams');
    }
  }
}

function checkAudit({ audit }: CatalogFile, tell: Tell): void {
  const every = audit?.checkpoints.every;
  if (every !== undefined && (parseDuration(every) ?? 0) < hour) {
    tell(['audit', 'checkpoints', 'every'], describe(every), 'at least 1h');
  }
}

function checkPeople(file: CatalogFile, tell: Tell): void {
  const seen = new Map<string, number>();
  for (const [index, person] of (file.people ?? []).entries()) {
    const path = ['people', index];
    if ((person.slack === undefined) === (person.email === undefined)) {
      tell(
        path,
        person.slack === undefined ? 'neither slack nor email' : 'both slack and email',
        'exactly one of them',
      );
    }
    for (const [key, value] of Object.entries(person)) {
      if (value === undefined) continue;
      const account = `${key} ${value.toLowerCase()}`;
      const before = seen.get(account);
      if (before === undefined) seen.set(account, index);
      else tell([...path, key], describe(value), `each account once; entry ${before + 1} has it already`);
    }
  }
}

/** A typed name must mean one thing in the whole catalog. */
function checkNames(pipeline: PipelineEntry, path: readonly string[], taken: Map<string, string>, tell: Tell): void {
  const pipelineName = path[1] ?? '';
  const take = (name: string, what: string, where: readonly PropertyKey[], by: 'key' | 'value') => {
    const before = taken.get(name);
    if (before === undefined) taken.set(name, `a ${what} of ${pipelineName}`);
    else
      tell(
        where,
        `${describe(name)}, which is ${before} already`,
        'a name that means one thing in the whole catalog',
        by,
      );
  };
  pipeline.services.forEach((name, index) => {
    take(name, 'service', [...path, 'services', index], 'value');
  });
  for (const [name, members] of Object.entries(pipeline.groups ?? {})) {
    take(name, 'group', [...path, 'groups', name], 'key');
    members.forEach((member, index) => {
      const where = [...path, 'groups', name, index];
      if (!pipeline.services.includes(member)) {
        tell(where, describe(member), sayNames('a service of this pipeline', member, pipeline.services));
      } else if (members.indexOf(member) !== index)
        tell(where, `${describe(member)} a second time`, 'each service once');
    });
  }
}

function checkDefault(pipeline: PipelineEntry, path: readonly string[], tell: Tell): void {
  const names = [...Object.keys(pipeline.groups ?? {}), ...pipeline.services];
  if (pipeline.default === undefined) {
    if (pipeline.services.length > 1) {
      tell(
        [...path, 'default'],
        'nothing',
        sayNames('a service or group, since there are several services', '', names),
      );
    }
  } else if (!names.includes(pipeline.default)) {
    const expected = sayNames('a service or group of this pipeline', pipeline.default, names);
    tell([...path, 'default'], describe(pipeline.default), expected);
  }
}

function checkCircles(pipeline: PipelineEntry, path: readonly string[], tell: Tell): void {
  for (const start of Object.keys(pipeline.environments)) {
    const way = [start];
    let next = pipeline.environments[start]?.gates.after?.environment;
    while (next !== undefined && !way.includes(next) && Object.hasOwn(pipeline.environments, next)) {
      way.push(next);
      next = pipeline.environments[next]?.gates.after?.environment;
    }
    if (next === start) {
      const where = [...path, 'environments', start, 'gates', 'after', 'environment'];
      tell(where, `a circle (${[...way, start].join(' after ')})`, 'an order that begins somewhere');
    }
  }
}
