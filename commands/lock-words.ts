import type { Catalog } from '../src/model/catalog.ts';
import { environmentNames } from '../src/model/catalog.ts';
import type { Millis } from '../src/model/time.ts';
import { day, parseDuration } from '../src/model/time.ts';
import type { WordsProblem } from './deploy-words.ts';
import { unknownEnvironment, unknownTarget } from './deploy-words.ts';

export interface LockWords {
  environment: string;
  /** Null: the whole environment. */
  service: string | null;
  /** Null: until somebody unlocks. */
  length: Millis | null;
  /** Empty when none was given. */
  reason: string;
}

const longest = 30 * day;

/** Reads `<environment> [service] [for 2h] <reason>`. A lock is on one service or on the whole environment, never on a group. */
export function readLockWords(text: string, catalog: Catalog): LockWords | WordsProblem {
  const words = text.split(/\s+/).filter((word) => word !== '');
  const environments = environmentNames(catalog);
  const environment = words.shift();
  if (environment === undefined) {
    return { wrong: 'The environment is missing.', right: `Known: ${environments.join(', ')}.` };
  }
  if (!environments.includes(environment)) return unknownEnvironment(environment, environments);
  const services = catalog.pipelines.flatMap((pipeline) => pipeline.services);
  const groups = catalog.pipelines.flatMap((pipeline) => Object.keys(pipeline.groups));
  let service: string | null = null;
  const [, named] = /^service=(.*)$/.exec(words[0] ?? '') ?? [];
  if (named !== undefined || services.includes(words[0] ?? '')) {
    service = named ?? words[0] ?? '';
    words.shift();
    if (!services.includes(service)) return unknownTarget(service, catalog);
  } else if (words[0] !== undefined && groups.includes(words[0]) && words[0] !== 'default') {
    return {
      wrong: `${words[0]} is a group.`,
      right: `Lock one service (${services.join(', ')}) or the whole environment.`,
    };
  }
  let length: Millis | null = null;
  if (words[0] === 'for') {
    const typed = words[1] ?? '';
    length = parseDuration(typed);
    if (length === null) {
      return { wrong: `"${typed.slice(0, 40)}" is not a length of time.`, right: 'Write it as 45m, 2h, 1h30m or 3d.' };
    }
    if (length > longest)
      return {
        wrong: 'A lock may last at most 30 days.',
        right: 'Leave out the time for a lock that lasts until /unlock.',
      };
    words.splice(0, 2);
  }
  return { environment, service, length, reason: words.join(' ').replace(/^--\s*/, '') };
}
