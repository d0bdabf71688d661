import type { Deployment } from '../model/deployment.ts';
import type { LookUp } from '../policy/dispatch-recovery.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import { record } from './audit.ts';
import { show } from './card.ts';
import type { DeployMessage } from './deploy-message.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { answerLate } from './tell.ts';

type Cancel = Extract<DeployMessage, { kind: 'cancel' }>;

type Answer =
  | { kind: 'run'; runId: number; cancel: Cancel | null }
  | { kind: 'failed'; why: string }
  | { kind: 'look-again'; cancel: null };

interface Question {
  why: string;
  /** Which dispatch it is about: an answer to another one does not count. */
  number: number;
  look: () => Promise<LookUp>;
}

/**
 * Nobody can know whether GitHub started the run, so a person decides: to start it again (after another look at everything) or
 * to give up. News from GitHub is a reason to look for the run once more, never itself taken for it.
 */
export async function askPerson(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
  { why, number, look }: Question,
): Promise<Answer> {
  deployment.state = 'uncertain';
  deployment.stateSince = await context.now();
  deployment.note = `It is not certain whether GitHub started the run: ${why} Look at the workflow's page on GitHub, then decide.`;
  await record(context, ports, deployment, 'deployment.dispatch-uncertain', { system: 'quarterdeck' }, { why }, number);
  await show(context, ports, deployment, 'dispatch uncertain');
  for (;;) {
    const message = await context.receive();
    if (message?.kind === 'run') {
      const found = await look();
      const [runId, ...others] = found.ok ? found.runIds : [];
      if (runId === undefined || others.length > 0) continue;
      await settled(context, ports, deployment);
      return { kind: 'run', runId, cancel: null };
    }
    if (message?.kind === 'cancel' || (message?.kind === 'settle' && message.dispatch === number)) {
      const choice = message.kind === 'settle' ? message.choice : 'give-up';
      await record(
        context,
        ports,
        deployment,
        'deployment.dispatch-settled',
        message.by,
        { choice, dispatch: number },
        number,
      );
      await settled(context, ports, deployment);
      if (choice === 'give-up') return { kind: 'failed', why: `Given up by ${message.by.name}.` };
      return { kind: 'look-again', cancel: null };
    }
    if (message) await answerLate(context, ports, deployment, message);
  }
}

/** The buttons go at once: the question is answered. */
async function settled(
  context: WorkflowContext<DeployMessage>,
  ports: DeployPorts,
  deployment: Deployment,
): Promise<void> {
  deployment.state = 'dispatching';
  deployment.stateSince = await context.now();
  deployment.note = null;
  await show(context, ports, deployment, 'dispatch settled');
}
