import { findEnvironment } from '../model/catalog.ts';
import type { DatabaseRestore } from '../model/delivery.ts';
import type { Deployment } from '../model/deployment.ts';
import { ofOutside } from '../model/fault.ts';
import type { Notice } from '../model/notice.ts';
import type { Person } from '../model/person.ts';
import type { Repository } from '../model/repository.ts';
import type { Run } from '../model/run.ts';
import { hour, second } from '../model/time.ts';
import { mayRollBack } from '../policy/permissions.ts';
import { rollbackInputs } from '../policy/rollback-inputs.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { record } from './audit.ts';
import { orAway } from './away.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { failureNote } from './finish.ts';
import { offerRestore } from './restore-offer.ts';
import { startRestore } from './restore-start.ts';
import { reply, tell } from './tell.ts';

export const restoreDatabaseWorkflow = 'restore-database';

/** `press` is the trigger of the press. */
export function restoreDatabaseId(press: string): string {
  return `${restoreDatabaseWorkflow}:${press}`;
}

/** Somebody wants the database back as the last backup has it, after this rollback. */
export interface RestoreRequest {
  id: string;
  deploymentId: string;
  /** Of the offer that was pressed. */
  round: number;
  by: Person;
  channel: string;
  responseUrl: string | null;
}

type Begun =
  | { kind: 'no'; notice: Notice; why: string | null }
  | {
      kind: 'yes';
      deployment: Deployment;
      repository: Repository;
      database: DatabaseRestore;
      branch: string;
      inputs: Record<string, string>;
    };

const lookEvery = 10 * second;
/** Longer than this no restore is followed. */
const longest = 6 * hour;

/** Runs the workflow that restores the database, once for each offer, and tells in the thread of the rollback how it ended. */
export function restoreDatabase(ports: DeployPorts) {
  return async (context: WorkflowContext<never>, request: RestoreRequest): Promise<void> => {
    const begun = await context.step('begin', () => begin(ports, context.id, request));
    if (begun.kind === 'no') {
      const { why } = begun;
      const about = { id: request.deploymentId };
      if (why) await record(context, ports, about, 'database.restore-refused', request.by, { why });
      return tell(context, ports, request, begun.notice);
    }
    const { deployment, repository, database, branch, inputs } = begun;
    const { workflow } = database;
    await record(context, ports, deployment, 'database.restore-requested', request.by, { workflow, branch, inputs });
    const started = await startRestore(context, ports, { repository, workflow, ref: branch, inputs });
    const say = (key: string, notice: Notice) => reply(context, ports, deployment, key, notice);
    if (started.kind === 'no') {
      await say('not started', text('error', 'The database is not being restored', [`${workflow}: ${started.why}`]));
      return offerRestore(context, ports, deployment, { repository, database, round: request.round + 1 });
    }
    if (started.kind === 'unknown') {
      const lines = [`${started.why} Look at the page of ${workflow} on GitHub before anybody starts it again.`];
      return say('uncertain', text('warning', 'It is not known whether the database is being restored', lines));
    }
    const { runId } = started;
    const title = `${request.by.name} has the database of ${deployment.environment} restored`;
    await say('started', text('info', title, [`Run ${runId} of ${workflow} has begun; its end is told here.`]));
    const run = await ended(context, ports, repository, runId);
    const conclusion = run?.conclusion ?? null;
    await record(
      context,
      ports,
      deployment,
      'database.restore-ended',
      { system: 'quarterdeck' },
      { workflow, conclusion },
    );
    await say('ended', howItEnded(deployment, workflow, runId, run));
    if (run && conclusion !== 'success') {
      await offerRestore(context, ports, deployment, { repository, database, round: request.round + 1 });
    }
  };
}

async function begin(ports: DeployPorts, workflowId: string, request: RestoreRequest): Promise<Begun> {
  const deployment = await ports.deployments.get(request.deploymentId);
  const catalog = await ports.catalogs.active();
  const pipeline = catalog.pipelines.find(({ name }) => name === deployment?.pipeline);
  const environment = deployment && pipeline ? findEnvironment(pipeline, deployment.environment) : null;
  const rule = environment?.rollback;
  if (!deployment || !pipeline || !environment || !rule?.database) {
    return no('The catalog restores no database here any more', ['Whoever keeps quarterdeck.yml has taken it out.']);
  }
  const membership = await ports.people.membership(request.by.slackId, catalog.roles, { fresh: true });
  const may = mayRollBack(membership, environment);
  if (!may.allowed) {
    const lines = [may.why, `Who can: ${may.who.join(', ')}.`];
    return { ...no('You may not restore this database', lines), why: may.why };
  }
  const { repository } = pipeline;
  const { database } = rule;
  const found = database.backup.branch ?? (await orAway(() => ports.source.defaultBranch(repository)));
  if (typeof found !== 'string') return no('GitHub cannot be asked just now', [found.why, 'Press again in a moment.']);
  if (!(await ports.deployments.claimAttempt(`restore:${deployment.id}:${request.round}`, workflowId))) {
    return no('Somebody has pressed before you', ['The thread of the rollback tells how it goes.']);
  }
  const { services, target: name, ref, sha, rollback } = deployment;
  const words = { workflow: database.workflow, inputs: database.inputs };
  const target = { name, services };
  const version = { kind: ref.kind, name: ref.name, sha };
  const inputs = rollbackInputs(environment, words, target, version, rollback?.bad ?? null);
  return { kind: 'yes', deployment, repository, database, branch: found, inputs };
}

/** The run when it has ended; null when it takes too long. GitHub is asked now and then, and waited for. */
async function ended(
  context: WorkflowContext<never>,
  ports: DeployPorts,
  repository: Repository,
  runId: number,
): Promise<Run | null> {
  const until = (await context.now()) + longest;
  for (;;) {
    const now = await context.now();
    if (now >= until) return null;
    await context.sleepUntil(now + lookEvery);
    const run = await context.step('how far the restore is', async () => {
      try {
        return await ports.runs.get(repository, runId);
      } catch (error) {
        if (ofOutside(error)) return null;
        throw error;
      }
    });
    if (run?.status === 'completed') return run;
  }
}

function howItEnded({ environment }: Deployment, workflow: string, runId: number, run: Run | null): Notice {
  if (!run) {
    return text('warning', 'The restore of the database takes very long', [
      `Run ${runId} of ${workflow} has not ended, and is not followed any longer. Its page on GitHub shows how far it is.`,
    ]);
  }
  if (run.conclusion === 'success') {
    return text('success', `The database of ${environment} is restored`, [
      `Run ${runId} of ${workflow} has succeeded: ${run.url}`,
    ]);
  }
  return text('error', `The database of ${environment} was not restored`, [
    `${failureNote(run)} ${run.url}`,
    'In which state it is the run tells: look there before anything else is done with it.',
  ]);
}

function no(title: string, lines: string[]): Extract<Begun, { kind: 'no' }> {
  return { kind: 'no', notice: text('error', title, lines), why: null };
}

function text(tone: 'info' | 'success' | 'warning' | 'error', title: string, lines: string[]): Notice {
  return { kind: 'text', tone, title, lines };
}
