import type { Catalog, Environment, Target } from '../src/model/catalog.ts';
import { defaultTarget, environmentNames, findEnvironment, findTarget, targetNames } from '../src/model/catalog.ts';
import { nearest } from '../src/model/nearest.ts';

/** What `/deploy …` asked for, resolved against the catalog. */
export interface DeployWords {
  environment: Environment;
  target: Target;
  /** As typed; null for the environment's default. */
  ref: string | null;
  reason: string | null;
  /** As typed, such as `tue 10:00`; null for now. */
  at: string | null;
  dryRun: boolean;
}

/** A sentence that says what was wrong, and one that says what would be right. */
export interface WordsProblem {
  wrong: string;
  right: string;
}

const longestReason = 500;
const longestRef = 255;

/**
 * Reads the text after `/deploy`. After the environment a word is a service or group if the catalog knows it, else a ref;
 * `service=` and `ref=` settle clashes; after ` -- ` everything is the reason.
 */
export function readDeployWords(
  text: string,
  catalog: Catalog,
  channel: { id: string; name: string | null },
): DeployWords | WordsProblem {
  const cut = /(^|\s)--(\s|$)/.exec(text);
  const reason = cut ? text.slice(cut.index + cut[0].length).trim() : '';
  const { rest, value: at } = cutOption(cut ? text.slice(0, cut.index) : text, 'at');
  if (at === '') return { wrong: 'The time after --at is missing.', right: 'Write it as in --at tue 10:00.' };
  const words = splitWords(rest);
  if (!words) return { wrong: 'A quotation mark is opened and never closed.', right: 'Close it, or leave it out.' };
  if (reason.length > longestReason) {
    return {
      wrong: `The reason is ${reason.length} characters long.`,
      right: `Keep it under ${longestReason}; details belong into the thread.`,
    };
  }

  let targetName: string | null = null;
  let ref: string | null = null;
  let environmentName: string | null = null;
  let dryRun = false;
  for (const word of words) {
    const [, key, value] = /^(service|group|ref)=(.*)$/s.exec(word) ?? [];
    if (word === '--dry-run') dryRun = true;
    else if (word.startsWith('--')) {
      return {
        wrong: `"${cutWord(word)}" is not an option of /deploy.`,
        right: 'The options are --at and --dry-run; a reason goes after " -- ".',
      };
    } else if (key === 'ref') {
      if (ref !== null) return twice('ref', ref, value ?? '');
      if (!value) return { wrong: '"ref=" is empty.', right: 'Give a branch, a tag or a SHA, as in ref=v1.4.0.' };
      ref = value;
    } else if (key) {
      if (targetName !== null) return twice('service', targetName, value ?? '');
      if (!value || !findTarget(catalog, value)) return unknownTarget(value ?? '', catalog);
      targetName = value;
    } else if (environmentName === null) environmentName = word;
    else if (findTarget(catalog, word)) {
      if (targetName !== null) return twice('service', targetName, word);
      targetName = word;
    } else if (ref === null) ref = word;
    else return twice('ref', ref, word);
  }
  if (ref !== null && ref.length > longestRef) {
    return {
      wrong: `A ref of ${ref.length} characters cannot exist.`,
      right: `Give a branch, a tag or a SHA of at most ${longestRef}.`,
    };
  }

  const environments = environmentNames(catalog);
  if (environmentName === null) {
    return {
      wrong: 'The environment is missing.',
      right: `Say where to, as in /deploy ${environments[0] ?? 'staging'}. Known: ${environments.join(', ')}.`,
    };
  }
  if (!environments.includes(environmentName)) return unknownEnvironment(environmentName, environments);
  const target = targetName === null ? defaultTarget(catalog, channel) : findTarget(catalog, targetName);
  if (!target) {
    return {
      wrong:
        'It is not clear which service is meant: this channel belongs to none, and the catalog has several pipelines.',
      right: `Name one: ${targetNames(catalog).join(', ')}.`,
    };
  }
  const environment = findEnvironment(target.pipeline, environmentName);
  if (!environment) {
    return {
      wrong: `${target.name} has no environment ${environmentName}.`,
      right: `It has ${target.pipeline.environments.map(({ name }) => name).join(', ')}.`,
    };
  }
  return { environment, target, ref, reason: reason === '' ? null : reason, at, dryRun };
}

/** The value of `--name` is everything after it, up to another option: nobody has to quote it, and who does may. Null: not there. */
export function cutOption(text: string, name: string): { rest: string; value: string | null } {
  const found = new RegExp(`(?:^|\\s)--${name}(?:\\s+|=|$)(.*?)(?=\\s--|$)`, 's').exec(text);
  if (!found) return { rest: text, value: null };
  const rest = `${text.slice(0, found.index)} ${text.slice(found.index + found[0].length)}`.trim();
  return {
    rest,
    value: (found[1] ?? '')
      .trim()
      .replace(/^(["'])(.*)\1$/s, '$2')
      .trim(),
  };
}

export function isProblem<T extends object>(words: T | WordsProblem): words is WordsProblem {
  return 'wrong' in words;
}

export function unknownEnvironment(word: string, environments: readonly string[]): WordsProblem {
  const meant = nearest(word, environments);
  return {
    wrong: `There is no environment "${cutWord(word)}".`,
    right: `${meant ? `Did you mean ${meant}? ` : ''}Known: ${environments.join(', ')}.`,
  };
}

export function unknownTarget(word: string, catalog: Catalog): WordsProblem {
  const names = targetNames(catalog);
  const meant = nearest(word, names);
  return {
    wrong: `There is no service or group "${cutWord(word)}".`,
    right: `${meant ? `Did you mean ${meant}? ` : ''}Known: ${names.join(', ')}.`,
  };
}

/** Words at white space; "double" or 'single' quotes hold one together, also after `name=`. Null when a quote is not closed. */
export function splitWords(text: string): string[] | null {
  const words: string[] = [];
  const pattern = /\s*(?:([a-z]+=)?(?:"([^"]*)"|'([^']*)')|((?:[^\s"']|(?<=\S)['"])+))/y;
  let at = 0;
  while (text.slice(at).trim() !== '') {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (!found) return null;
    words.push(`${found[1] ?? ''}${found[2] ?? found[3] ?? found[4] ?? ''}`);
    at = pattern.lastIndex;
  }
  return words;
}

function twice(what: 'service' | 'ref', first: string, second: string): WordsProblem {
  return {
    wrong: `There are two ${what}s: "${cutWord(first)}" and "${cutWord(second)}".`,
    right: `${what === 'service' ? 'Several go together with a comma and no space between, as in api,worker. ' : ''}Give one of each, as in /deploy staging api develop; service= and ref= say which is which; a reason goes after " -- ".`,
  };
}

function cutWord(word: string): string {
  return word.length > 60 ? `${word.slice(0, 60)}…` : word;
}
