import { readCatalog } from '../config/catalog/load.ts';
import { sayProblem } from '../config/catalog/problem.ts';
import type { AfterRule, Catalog, Environment, Pipeline } from '../model/catalog.ts';
import { fullName } from '../model/repository.ts';
import { sayDuration } from '../model/time.ts';
import { adviseCatalog } from '../policy/catalog-advice.ts';
import { wantedVariables } from '../policy/instrument-needs.ts';
import { list } from '../policy/verdicts.ts';
import type { ReadWorkflow } from './check-workflows.ts';
import { checkWorkflows } from './check-workflows.ts';
import { describeDelivery } from './describe-delivery.ts';
import { describeSource } from './describe-source.ts';
import { describeWindow } from './describe-window.ts';
import type { Verb } from './verb.ts';

/** `readWorkflow` lets it look at the workflows beside the catalog as well; null leaves them to doctor. */
export function check(readWorkflow: ReadWorkflow | null): Verb {
  return {
    name: 'check',
    hint: '[FILE]',
    summary: 'Check a quarterdeck.yml and say what it means (default: ./quarterdeck.yml)',
    async run(words, output) {
      const [file = 'quarterdeck.yml', ...rest] = words;
      if (rest.length > 0 || file.startsWith('-')) {
        output.complain('check takes one file name, as in: npm run quarterdeck -- check quarterdeck.yml');
        return 2;
      }
      const loaded = await readCatalog(file);
      const problems = loaded.ok
        ? ((readWorkflow && (await checkWorkflows(loaded.catalog, file, readWorkflow))) ?? [])
        : loaded.problems.map(sayProblem);
      if (!loaded.ok || problems.length > 0) {
        for (const problem of problems) output.complain(problem);
        output.complain(`${file} has ${problems.length === 1 ? '1 problem' : `${problems.length} problems`}.`);
        return 1;
      }
      for (const line of describeCatalog(loaded.catalog)) output.out(line);
      for (const advice of adviseCatalog(loaded.catalog, Date.now())) output.out(`Note: ${advice}`);
      for (const wanted of wantedVariables(loaded.catalog)) output.out(`Note: ${wanted}`);
      output.out(`${file} is good.`);
      return 0;
    },
  };
}

function describeCatalog(catalog: Catalog): string[] {
  return catalog.pipelines.flatMap((pipeline) => [
    `${pipeline.name} (${fullName(pipeline.repository)}): ${list(pipeline.services)}`,
    ...Object.entries(pipeline.groups).map(([name, services]) => `  group ${name}: ${list(services)}`),
    ...pipeline.environments.flatMap((environment) => describeEnvironment(pipeline, environment)),
  ]);
}

function describeEnvironment(pipeline: Pipeline, environment: Environment): string[] {
  const { gates, approvals } = environment;
  const refs = [
    ...gates.ref.branches.map((name) => `branch ${name}`),
    ...gates.ref.tags.map((name) => `tag ${name}`),
    ...(gates.ref.shas ? ['any commit by its SHA'] : []),
  ];
  const lines = [
    `who may deploy: ${list(gates.permission.roles, 'or')}`,
    `what: ${list(refs, 'or')}`,
    ...(environment.changeRequests === 'required' ? ['only what carries out a change request'] : []),
    ...describeSource(gates),
    ...(gates.after ? [describeAfter(gates.after)] : []),
    ...(gates.window ? describeWindow(gates.window) : []),
    ...(approvals
      ? [
          `approval: ${approvals.required} of ${list(approvals.roles, 'or')}, within ${sayDuration(approvals.expiresAfter)}, good for ${sayDuration(approvals.validFor)}`,
          ...(approvals.checklist ? [`checklist to tick: ${list(approvals.checklist)}`] : []),
        ]
      : []),
    ...describeDelivery(environment),
  ];
  const where = environment.channel === pipeline.channel ? '' : ` in #${environment.channel}`;
  return [`  ${environment.name} by ${environment.workflow}${where}`, ...lines.map((line) => `    ${line}`)];
}

function describeAfter({ environment, same, soak }: AfterRule): string {
  return `after ${environment} has verified the same ${same}${soak === undefined ? '' : `, ${sayDuration(soak)} ago or longer`}`;
}
