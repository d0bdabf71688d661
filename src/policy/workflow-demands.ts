import type { Environment } from '../model/catalog.ts';
import type { Finding } from '../model/notice.ts';
import type { WorkflowFile, WorkflowInput } from '../model/workflow-file.ts';
import { nameFits } from './check-names.ts';

/** Inputs that Quarterdeck fills in itself. */
const ours = ['deployment_id', 'sha'];

/**
 * What a workflow file must offer before an environment may be driven through it, one finding each. The id of a deployment
 * must come in as an input and show in the run's title: by it alone a run is found again whose dispatch got no answer.
 */
export function workflowDemands(
  file: WorkflowFile,
  environment: Pick<Environment, 'name' | 'pin' | 'inputs' | 'startsOn' | 'githubEnvironment'> &
    Partial<Pick<Environment, 'githubDeployments'>>,
): Finding[] {
  const about = (what: string) => `${environment.name}: ${file.path} ${what}`;
  if (!file.dispatchable) {
    const mend = `Add "workflow_dispatch:" with the input "deployment_id" under "on:" in ${file.path}, on the default branch.`;
    return [{ ok: false, what: about('can be dispatched'), found: 'it has no workflow_dispatch trigger', mend }];
  }
  return [
    { ok: true, what: about('can be dispatched'), found: 'it has a workflow_dispatch trigger', mend: null },
    declared(file, about, 'deployment_id'),
    shown(file, about),
    ...(environment.pin === 'input' ? [declared(file, about, 'sha')] : []),
    ...Object.entries(environment.inputs).map(([name, value]) => given(file, about, name, value)),
    ...recorded(file, about, environment.githubDeployments ?? 'workflow'),
    ...entering(file, about, environment.githubEnvironment?.name, 'github_environment'),
    ...(environment.startsOn?.environment === environment.githubEnvironment?.name
      ? []
      : entering(file, about, environment.startsOn?.environment, 'starts_on.environment')),
    ...deploying(file, about, environment.startsOn?.job ?? null),
    ...showing(file, about, environment),
    ...file.inputs.filter((input) => missing(input, environment.inputs)).map((input) => lacking(input, about)),
  ];
}

type About = (what: string) => string;

function declared(file: WorkflowFile, about: About, name: string): Finding {
  const what = about(`takes the input "${name}"`);
  const input = file.inputs.find((each) => each.name === name);
  if (input?.type === 'string') return { ok: true, what, found: 'it is declared', mend: null };
  const found = input ? `it is declared with type ${input.type}` : 'it is not declared';
  const why = name === 'sha' ? ' and check out that commit (pin: input)' : '';
  const mend = `Declare "${name}: { type: string, default: '' }" under on.workflow_dispatch.inputs in ${file.path}${why}.`;
  return { ok: false, what, found, mend };
}

function shown(file: WorkflowFile, about: About): Finding {
  const what = about('shows the deployment in its run-name');
  const expressions = [...(file.runName ?? '').matchAll(/\$\{\{([\s\S]*?)\}\}/g)].map((match) => match[1] ?? '');
  const id = /\binputs(?:\.deployment_id(?![\w-])|\[\s*'deployment_id'\s*\])/;
  if (file.runName !== null && expressions.some((each) => id.test(each)))
    return { ok: true, what, found: file.runName, mend: null };
  const found = file.runName === null ? 'it has no run-name' : `its run-name is "${file.runName}"`;
  const mend = `Write "run-name: … \${{ inputs.deployment_id }}" at the top of ${file.path}.`;
  return { ok: false, what, found, mend };
}

/** A value of the catalog: declared, and of a kind that GitHub will take. Placeholders are filled in later. */
function given(file: WorkflowFile, about: About, name: string, value: string): Finding {
  const what = about(`takes "${name}: ${value}" from quarterdeck.yml`);
  const input = file.inputs.find((each) => each.name === name);
  if (!input) {
    const mend = `Declare the input "${name}" in ${file.path}, or take it out of quarterdeck.yml: GitHub refuses inputs that it does not know.`;
    return { ok: false, what, found: `the workflow declares no input "${name}"`, mend };
  }
  const wrong = value.includes('${') ? null : misfit(input, value);
  if (!wrong) return { ok: true, what, found: `it is declared as ${input.type}`, mend: null };
  return { ok: false, what, found: wrong, mend: `Correct the value of "${name}" in quarterdeck.yml.` };
}

/** The job by which runs are known that others start. A name with an expression in it, or of a called workflow, may be any. */
function deploying(file: WorkflowFile, about: About, job: string | null): Finding[] {
  const { jobs } = file;
  if (job === null || !jobs) return [];
  const what = about(`has the job "${job}" of starts_on`);
  const fits = (name: string) => nameFits(job, name) || name.includes('${{') || job.startsWith(`${name} / `);
  if (jobs.some(fits)) return [{ ok: true, what, found: 'it has', mend: null }];
  const mend = `Correct job under starts_on in quarterdeck.yml: it is a job's name, as GitHub shows it.`;
  return [{ ok: false, what, found: `its jobs are ${jobs.map((name) => `"${name}"`).join(', ')}`, mend }];
}

/** By what a run shows which services it deploys: its title, or the names of the jobs of a matrix. */
function showing(file: WorkflowFile, about: About, environment: Pick<Environment, 'inputs' | 'startsOn'>): Finding[] {
  const pattern = environment.startsOn?.services;
  if (pattern === undefined) return [];
  const what = about('shows the services in its run-name, or in the names of its jobs');
  const filled = Object.entries(environment.inputs).filter(([, value]) => /\$\{services?\}/.test(value));
  const titled = filled.some(([name]) =>
    file.runName?.replace(/\[\s*'([\w-]+)'\s*\]/g, '.$1').includes(`inputs.${name}`),
  );
  if (titled) return [{ ok: true, what, found: file.runName ?? '', mend: null }];
  const named = file.jobs?.find((name) => name.includes('${{'));
  if (named !== undefined || !file.jobs)
    return [{ ok: true, what, found: named ?? 'its jobs are not known', mend: null }];
  const mend = `Write the input with the services into the run-name of ${file.path}, so that it reads like "${pattern}".`;
  return [
    {
      ok: false,
      what,
      found: file.runName === null ? 'it has no run-name' : `its run-name is "${file.runName}"`,
      mend,
    },
  ];
}

/** GitHub's own list of deployments: written by jobs that enter an environment, else by us, and not by both. */
function recorded({ path, environments }: WorkflowFile, about: About, by: Environment['githubDeployments']): Finding[] {
  if (environments === undefined) return [];
  const what = about('is recorded under Deployments on GitHub');
  if (environments.length === 0) {
    const found =
      'no job says "environment:", so nothing is recorded; "github_deployments: bot" in quarterdeck.yml does it';
    return by === 'bot' ? [] : [{ ok: true, what, found, mend: null }];
  }
  if (by === 'workflow') return [];
  const mend = `Take "github_deployments: bot" out of quarterdeck.yml: the jobs of ${path} that enter an environment do it already.`;
  return [{ ok: false, what, found: `twice: its jobs enter ${environments.join(', ')}`, mend }];
}

/** GitHub holds a run, and tells where it goes, only before a job that says which environment it enters. */
function entering(
  { path, environments }: WorkflowFile,
  about: About,
  name: string | undefined,
  key: string,
): Finding[] {
  if (name === undefined || environments === undefined) return [];
  const what = about(`enters the environment "${name}"`);
  const fits = environments.find((each) => each.toLowerCase() === name.toLowerCase() || each.includes('${{'));
  if (fits !== undefined) return [{ ok: true, what, found: `a job says "environment: ${fits}"`, mend: null }];
  const found = environments.length === 0 ? 'no job says any' : `its jobs say ${environments.join(', ')}`;
  const mend = `Write "environment: ${name}" in the job of ${path} that deploys, or correct ${key} in quarterdeck.yml.`;
  return [{ ok: false, what, found, mend }];
}

function misfit(input: WorkflowInput, value: string): string | null {
  if (input.type === 'choice' && !input.options.includes(value))
    return `its choices are ${input.options.map((option) => `"${option}"`).join(', ')}`;
  if (input.type === 'boolean' && value !== 'true' && value !== 'false') return 'it is a boolean: true or false';
  if (input.type === 'number' && (value.trim() === '' || !Number.isFinite(Number(value)))) return 'it is a number';
  return null;
}

function missing(input: WorkflowInput, values: Record<string, string>): boolean {
  const filled = input.default !== null && input.default !== '';
  return input.required && !filled && !(input.name in values) && !ours.includes(input.name);
}

/** Not an error: the form asks for it. A typed command cannot give it, so it is worth knowing. */
function lacking(input: WorkflowInput, about: About): Finding {
  const found = 'it is required and has no default: only the form of /deploy can give it';
  return { ok: true, what: about(`needs the input "${input.name}"`), found, mend: null };
}
