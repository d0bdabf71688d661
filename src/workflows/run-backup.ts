import type { BackupRule } from '../model/backup.ts';
import { findEnvironment, findTarget } from '../model/catalog.ts';
import type { WantedDeploy } from '../model/deployment.ts';
import type { Notice } from '../model/notice.ts';
import type { Person } from '../model/person.ts';
import type { Repository } from '../model/repository.ts';
import { mayDeploy } from '../policy/permissions.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import type { DispatchAnswer } from '../ports/runs.ts';
import { writeDown } from './audit.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { tell } from './tell.ts';
import { ask } from './ways-out.ts';

export const runBackupWorkflow = 'run-backup';

/** `press` is the trigger of the press. */
export function runBackupId(press: string): string {
  return `${runBackupWorkflow}:${press}`;
}

/** What was refused for want of a backup, and who wants one made. */
export interface BackupRequest extends WantedDeploy {
  id: string;
  by: Person;
  channel: string;
  responseUrl: string | null;
}

type Begun = { kind: 'no'; notice: Notice } | { kind: 'yes'; repository: Repository; rule: BackupRule; branch: string };

/** Starts the workflow that makes backups, once, for whoever may deploy there. What becomes of it is seen by the gate. */
export function runBackup(ports: DeployPorts) {
  return async (context: WorkflowContext<never>, request: BackupRequest): Promise<void> => {
    const begun = await context.step('begin', () => begin(ports, request));
    if (begun.kind === 'no') return tell(context, ports, request, begun.notice);
    const { repository, rule, branch } = begun;
    const answer = await context.effect('start the backup', async (): Promise<DispatchAnswer> => {
      // A second run of this body means that the process died between asking GitHub and writing it down.
      if (!(await ports.deployments.claimAttempt(context.id))) {
        return { kind: 'lost', why: 'the process stopped', status: null };
      }
      return ports.runs.dispatch({ repository, workflow: rule.workflow, ref: branch, inputs: {} });
    });
    const notice = await context.effect('write it down', async () => {
      const details = { workflow: rule.workflow, branch, answer: answer.kind };
      const happening = { action: 'backup.requested' as const, actor: request.by, details };
      if (answer.kind === 'dispatched' || answer.kind === 'lost') {
        await writeDown(context, ports, { id: request.environment }, [happening]);
      }
      return say(ports, request, rule, answer);
    });
    return tell(context, ports, request, notice);
  };
}

async function begin(ports: DeployPorts, { target: name, environment: where, by }: BackupRequest): Promise<Begun> {
  const catalog = await ports.catalogs.active();
  const target = findTarget(catalog, name);
  const environment = target ? findEnvironment(target.pipeline, where) : null;
  const rule = environment?.gates.backup;
  if (!target || !environment || !rule || rule.branch === undefined) {
    return no('The catalog asks for no backup here any more', ['Ask for the deploy again.']);
  }
  const may = mayDeploy(await ports.people.membership(by.slackId, catalog.roles, { fresh: true }), environment);
  if (!may.allowed) return no('You may not start this backup', [may.why, `Who can: ${may.who.join(', ')}.`]);
  return { kind: 'yes', repository: target.pipeline.repository, rule, branch: rule.branch };
}

function no(title: string, lines: string[]): Begun {
  return { kind: 'no', notice: { kind: 'text', tone: 'error', title, lines } };
}

async function say(
  ports: DeployPorts,
  { environment, target, ref, reason, inputs }: BackupRequest,
  { workflow }: BackupRule,
  answer: DispatchAnswer,
): Promise<Notice> {
  if (answer.kind === 'refused' || answer.kind === 'not-sent') {
    return { kind: 'text', tone: 'error', title: 'The backup was not started', lines: [`${workflow}: ${answer.why}`] };
  }
  const buttons = [await ask(ports, { environment, target, ref, reason, inputs }, 'Try again', 'plain')];
  const lines = ['When its run has succeeded, Try again asks for the deploy once more.'];
  return answer.kind === 'dispatched'
    ? { kind: 'text', tone: 'info', title: `${workflow} was started`, lines, buttons }
    : {
        kind: 'text',
        tone: 'warning',
        title: `It is not known whether ${workflow} was started`,
        lines: [`GitHub gave no answer: ${answer.why}. Its page shows whether it runs.`, ...lines],
        buttons,
      };
}
