import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { readCatalog } from '../config/catalog/load.ts';
import { sayProblem } from '../config/catalog/problem.ts';
import type { ReadSettings, Settings } from '../config/env.ts';
import { readSituation } from '../config/situation.ts';
import type { Catalog, Environment } from '../model/catalog.ts';
import { defaultTarget, findEnvironment, findTarget, sayTarget } from '../model/catalog.ts';
import type { Notice } from '../model/notice.ts';
import type { Instant } from '../model/time.ts';
import { blocked } from '../model/verdict.ts';
import { earliest } from '../policy/earliest.ts';
import { judge } from '../policy/judge.ts';
import { readMoment } from '../policy/moment.ts';
import { situate } from '../policy/situate.ts';
import { describeDelivery } from './describe-delivery.ts';
import { explanation } from './explanation.ts';
import type { Output, Verb } from './verb.ts';

interface Parts {
  settings: () => ReadSettings;
  /** What `/why` with this text answers this person, from the live settings. */
  ask: (settings: Settings, text: string, slackId: string) => Promise<Notice>;
  now: () => Instant;
}

/** As `/why` does in Slack: exit code 0 when every gate lets it pass, 1 when not. */
export function explain(parts: Parts): Verb {
  return {
    name: 'explain',
    hint: '<environment> [service or group] [ref] [--at TIME] (--as SLACK-ID | --facts FILE [--catalog FILE])',
    summary: "Every gate's verdict on a deploy: for a person, from the live settings, or from a file of facts",
    async run(words, output) {
      const read = options(words);
      if (typeof read === 'string') {
        output.complain(read);
        return 2;
      }
      return read.facts === undefined ? fromLive(parts, read, output) : fromFile(parts, read, read.facts, output);
    },
  };
}

interface Options {
  words: string[];
  at: string | undefined;
  as: string | undefined;
  facts: string | undefined;
  catalog: string;
}

function options(words: readonly string[]): Options | string {
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        at: { type: 'string' },
        as: { type: 'string' },
        facts: { type: 'string' },
        catalog: { type: 'string', default: 'quarterdeck.yml' },
      },
    });
    if (positionals.length === 0)
      return 'explain needs an environment, as in: npm run quarterdeck -- explain production';
    if ((values.as === undefined) === (values.facts === undefined)) {
      return 'explain needs either --as and the Slack id of the person whose deploy it is, or --facts and a file.';
    }
    return { words: positionals, at: values.at, as: values.as, facts: values.facts, catalog: values.catalog };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function fromLive({ settings, ask }: Parts, { words, at, as }: Options, output: Output): Promise<number> {
  const read = settings();
  if (!read.ok) {
    for (const problem of read.problems) output.complain(problem);
    return 1;
  }
  const text = [...words, ...(at === undefined ? [] : ['--at', at])].join(' ');
  const notice = await ask(read.settings, text, as ?? '');
  if (notice.kind === 'text') {
    for (const line of [notice.title, ...notice.lines]) output.complain(line);
    return 2;
  }
  if (notice.kind !== 'why') throw new Error(`/why answered with a notice of the kind ${notice.kind}`);
  for (const line of explanation({ ...notice, by: notice.person.name })) output.out(line);
  for (const line of await afterwards(read.settings.catalog, words)) output.out(line);
  for (const { target, environment, ref, requester, state } of notice.underWay) {
    output.out(`Under way: ${target} ${ref.name} to ${environment} by ${requester.name}: ${state}`);
  }
  return blocked(notice.verdicts) ? 1 : 0;
}

async function fromFile({ now }: Parts, read: Options, file: string, output: Output): Promise<number> {
  const loaded = await readCatalog(read.catalog);
  if (!loaded.ok) {
    for (const problem of loaded.problems) output.complain(sayProblem(problem));
    return 1;
  }
  const facts = readSituation(await readFile(file, 'utf8'), now());
  if (!facts.ok) {
    for (const problem of facts.problems) output.complain(`${file}: ${problem}`);
    return 1;
  }
  const [environmentName = '', targetName, ...rest] = read.words;
  const target = targetOf(loaded.catalog, environmentName, targetName);
  const environment = target && findEnvironment(target.pipeline, environmentName);
  if (!target || !environment || rest.length > 0) {
    output.complain(
      rest.length > 0
        ? 'With --facts the ref stands in the file, as in ref: {tag: v1.4.0}.'
        : `The catalog has no ${targetName ? `${targetName} in ` : ''}${environmentName}.`,
    );
    return 2;
  }
  const timezone = environment.gates.window?.timezone ?? null;
  const at = read.at === undefined ? facts.at : readMoment(read.at, { now: facts.at, timezone: timezone ?? 'utc' });
  if (typeof at !== 'number') {
    output.complain(`${at.wrong} ${at.right}`);
    return 2;
  }
  const situated = { ...situate(environment, target, facts.situation, facts.at), now: at };
  const verdicts = judge(environment, situated);
  const ref = situated.ref.known && 'name' in situated.ref.value ? ` ${situated.ref.value.name}` : '';
  const lines = explanation({
    what: `${sayTarget(target)}${ref} to ${environment.name}`,
    by: facts.situation.person?.name ?? 'somebody who may',
    verdicts,
    approvals: environment.approvals,
    earliest: earliest(environment, situated),
    at,
    timezone,
  });
  lines.push(...thenHappens(environment));
  for (const line of lines) output.out(line);
  return blocked(verdicts) ? 1 : 0;
}

/** As the file of the live settings has it; nothing where it has no such environment. */
async function afterwards(file: string, [environmentName = '', targetName]: string[]): Promise<string[]> {
  const loaded = await readCatalog(file);
  if (!loaded.ok) return [];
  // What follows the environment may be a ref.
  const named = targetOf(loaded.catalog, environmentName, targetName);
  const target = named ?? targetOf(loaded.catalog, environmentName, undefined);
  const environment = target && findEnvironment(target.pipeline, environmentName);
  return environment ? thenHappens(environment) : [];
}

function thenHappens(environment: Environment): string[] {
  const lines = describeDelivery(environment);
  return lines.length > 0 ? ['', 'What happens then:', ...lines.map((line) => `  ${line}`)] : [];
}

/** The one that is named, else the default of the pipeline that has the environment, if only one has. */
function targetOf(catalog: Catalog, environment: string, name: string | undefined) {
  if (name !== undefined) return findTarget(catalog, name);
  const pipelines = catalog.pipelines.filter((pipeline) => findEnvironment(pipeline, environment) !== null);
  return pipelines.length === 1 ? defaultTarget({ ...catalog, pipelines }, { id: '', name: null }) : null;
}
