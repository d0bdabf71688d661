import type { Environment, Pipeline } from '../model/catalog.ts';
import type { Run } from '../model/run.ts';
import { isSkipped } from './started-elsewhere.ts';

const placeholder = `\${services}`;
/** Names, of services or of a group, with commas between them: all that stand there, not the last or the first few. */
const names = String.raw`(?<![\w.-]|,\s*)([\w.-]+(?:\s*,\s*[\w.-]+)*)(?![\w.-]|\s*,)`;

/**
 * What a run deploys, as a target that can be asked for: by its title or, where that does not fit, by the names of the jobs that run. GitHub tells
 * nobody the inputs of a run. Null where the catalog does not say how it shows, where it does not show, and where it shows what the
 * pipeline does not have.
 */
export function shownServices(
  { services, groups }: Pick<Pipeline, 'services' | 'groups'>,
  { startsOn }: Pick<Environment, 'startsOn'>,
  { title, jobs }: Pick<Run, 'title' | 'jobs'>,
): string | null {
  const pattern = startsOn?.services;
  if (pattern === undefined) return null;
  const titled = shownIn(pattern, title);
  const shown = titled ?? jobs.filter((job) => !isSkipped(job)).flatMap(({ name }) => shownIn(pattern, name) ?? []);
  const found = shown.flatMap((name) => (services.includes(name) ? [name] : (groupOf(groups, name) ?? [null])));
  if (found.length === 0 || found.includes(null)) return null;
  const all = services.filter((service) => found.includes(service));
  const same = (group: readonly string[]) => group.length === all.length && group.every((each) => all.includes(each));
  const group = all.length > 1 ? Object.entries(groups).find(([, members]) => same(members)) : undefined;
  return group?.[0] ?? all.join(',');
}

function shownIn(pattern: string, text: string): string[] | null {
  const [before = '', after = ''] = pattern.split(placeholder).map(escaped);
  const match = new RegExp(`^${before}${names}${after}$`, 's').exec(text);
  return match?.[1]?.split(',').map((name) => name.trim()) ?? null;
}

function escaped(text: string): string {
  return text
    .split('*')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
}

function groupOf(groups: Pipeline['groups'], name: string): string[] | undefined {
  return Object.hasOwn(groups, name) ? groups[name] : undefined;
}
