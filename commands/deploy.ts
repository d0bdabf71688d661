import type { Call, Command, Reply } from '../src/command.ts';
import { requestedBy } from './asking.ts';
import { glassButtons, glassHandler } from './break-glass.ts';
import { checklistHandler } from './checklist-form.ts';
import { deployButtons } from './deploy-buttons.ts';
import { onlyByForm } from './deploy-fields.ts';
import { deployForm, rejectForm } from './deploy-form.ts';
import { isProblem, readDeployWords } from './deploy-words.ts';
import { say, unreadable } from './say.ts';

export const deploy: Command = {
  name: '/deploy',
  summary: 'Deploy a service or group to an environment',
  hint: '<environment> [service or group] [ref] [--at time] [--dry-run] [-- reason]',
  usage: [
    '/deploy',
    '/deploy staging',
    '/deploy staging api feature/order-book',
    '/deploy production v1.4.0 -- release of the week',
    '/deploy production v1.4.0 --at tomorrow 10:00',
    '/deploy production --dry-run',
    '/deploy staging service=api ref=worker',
  ],
  opensForm: (text) => text.trim() === '',
  async run(call: Call, text: string): Promise<Reply> {
    if (text.trim() === '') return { kind: 'form', form: await deployForm.open(call) };
    const words = readDeployWords(text, call.catalog, call.channel);
    if (isProblem(words)) return unreadable(deploy, words);
    const lacking = await onlyByForm(call, words.target, words.environment);
    if (lacking.length > 0) {
      return say('error', `${words.environment.workflow} asks for more than can be typed`, [
        `It cannot be started without ${lacking.map((name) => `"${name}"`).join(', ')}, and there is no default.`,
        'Type /deploy alone: its form asks for everything. Whoever keeps quarterdeck.yml can give values for all under inputs.',
      ]);
    }
    await call.start.deploy({
      ...requestedBy(call, 'command'),
      environment: words.environment.name,
      target: words.target.name,
      ref: words.ref,
      reason: words.reason,
      inputs: {},
      at: words.at,
      glass: false,
      dryRun: words.dryRun,
    });
    return { kind: 'started' };
  },
  buttons: { ...deployButtons, ...glassButtons },
  forms: {
    deploy: deployForm.handler,
    checklist: checklistHandler,
    reject: rejectForm.handler,
    'break-glass': glassHandler,
  },
};
