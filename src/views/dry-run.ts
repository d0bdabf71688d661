import type { Notice } from '../model/notice.ts';
import { sayDemands } from '../model/quorum.ts';
import { sayDuration } from '../model/time.ts';
import { blocked } from '../model/verdict.ts';
import type { Message } from './blocks.ts';
import { context, header, section } from './blocks.ts';
import { changeLines } from './change.ts';
import { openingLines } from './opening.ts';
import { blockingGates, verdictBlocks } from './refusal.ts';
import { subject } from './state-words.ts';
import { code, esc } from './text.ts';

/** Only for the person who asked: what the deploy would do, or why it would not. */
export function dryRunView(notice: Extract<Notice, { kind: 'dry-run' }>): Message {
  const { deployment, approvals: rule, timezone } = notice;
  const stopped = blocked(deployment.verdicts);
  const inputs = Object.entries(deployment.inputs)
    .slice(0, 15)
    .map(([name, value]) => `${esc(name, 60)} = ${code(value, 80)}`);
  const says = stopped
    ? `:no_entry: It would be refused by: ${blockingGates(deployment.verdicts)}.`
    : rule
      ? `:raised_hand: It would ask for ${rule.required} approval${rule.required === 1 ? '' : 's'} from ${esc(rule.roles.join(', '), 200)}, open for ${sayDuration(rule.expiresAfter)}${esc(sayDemands(rule), 200)}.`
      : ':white_check_mark: It would start.';
  return {
    text: `Dry run of ${esc(subject(deployment), 100)} to ${esc(deployment.environment, 60)}: ${stopped ? 'it would be refused' : rule ? 'it would ask for approval' : 'it would go out'}. Nothing was started.`,
    blocks: [
      header(`Dry run: ${subject(deployment)} → ${deployment.environment}`),
      section([says, ...openingLines(deployment.verdicts, notice), '*Nothing was started.*']),
      section([
        ...changeLines(deployment),
        `*Workflow*  ${esc(deployment.repository, 100)}, ${code(deployment.workflow)}`,
        `*Services*  ${esc(deployment.services.join(', '), 300)}`,
        ...(inputs.length > 0 ? ['*Inputs*', ...inputs] : []),
      ]),
      ...verdictBlocks(deployment.verdicts, timezone),
      context([
        `${stopped ? 'When nothing stands in its way, ask' : 'Ask'} for it with ${code(`/deploy ${deployment.environment} ${deployment.target} ${deployment.ref.name}`)}`,
      ]),
    ],
  };
}
