import { describe } from './problem.ts';
import type { EnvironmentEntry, PipelineEntry } from './schema.ts';
import type { Tell } from './tell.ts';

/** A push and a job each tell one environment; a run that goes to several has a job for each. */
export function checkStartsOn(
  checked: { name: string; environment: EnvironmentEntry; path: readonly PropertyKey[]; pipeline: PipelineEntry },
  tell: Tell,
): void {
  const rule = checked.environment.starts_on;
  if (!rule) return;
  const where = [...checked.path, 'starts_on'];
  const { branches = [], tags = [] } = rule.push ?? {};
  if (branches.length + tags.length === 0 && rule.job === undefined && rule.environment === undefined) {
    tell(where, 'a rule that no run fits', 'branches or tags under push, or job, or environment');
  }
  if (rule.job !== undefined && rule.environment !== undefined) {
    tell([...where, 'environment'], 'job and environment', 'one of them');
  }
  for (const [name, other] of before(checked)) {
    const told = `one that starts_on of ${name} does not have: each tells one environment`;
    for (const kind of ['branches', 'tags'] as const) {
      rule.push?.[kind]?.forEach((pattern, index) => {
        if (other.starts_on?.push?.[kind]?.includes(pattern)) {
          tell([...where, 'push', kind, index], describe(pattern), told);
        }
      });
    }
    if (rule.job !== undefined && rule.job === other.starts_on?.job) {
      const by = `${told}; where one job deploys to both, environment tells them apart`;
      tell([...where, 'job'], describe(rule.job), by);
    }
    if (rule.environment !== undefined && sameName(rule.environment, other.starts_on?.environment)) {
      tell([...where, 'environment'], describe(rule.environment), told);
    }
  }
}

/** GitHub's names of environments know no case. */
function sameName(one: string, other: string | undefined): boolean {
  return one.toLowerCase() === other?.toLowerCase();
}

/** The environments of the same workflow that stand before this one. */
function before({ name, environment, pipeline }: Parameters<typeof checkStartsOn>[0]): [string, EnvironmentEntry][] {
  const all = Object.entries(pipeline.environments);
  const own = all.findIndex(([key]) => key === name);
  return all.slice(0, own).filter(([, other]) => other.workflow === environment.workflow);
}
