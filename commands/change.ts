import type { Call, Command, Reply } from '../src/command.ts';
import type { ButtonAction } from '../src/model/button.ts';
import { environmentNames, findEnvironment } from '../src/model/catalog.ts';
import type { ChangeRequest } from '../src/model/change-request.ts';
import { changeClosed } from '../src/model/change-request.ts';
import type { Deployment } from '../src/model/deployment.ts';
import { mayCancel } from '../src/policy/permissions.ts';
import { askedBy } from './asking.ts';
import { changeForm } from './change-form.ts';
import { refuteHandler, validationButtons } from './change-validation.ts';
import { unknownEnvironment } from './deploy-words.ts';
import { say, unreadable } from './say.ts';

const longestReason = 300;

export const change: Command = {
  name: '/change',
  summary: 'Request a change: assessed, approved, deployed at its time, validated; list, show and cancel them',
  hint: '| list [environment] | show <id> | cancel <id> [reason]',
  usage: [
    '/change',
    '/change list',
    '/change list production',
    '/change show c-ab3de6fghi',
    '/change cancel c-ab3de6fghi the supplier is not ready',
  ],
  opensForm: (text) => text.trim() === '',
  async run(call, text) {
    const [, verb = '', rest = ''] = /^(\S*)\s*(.*)$/s.exec(text.trim()) ?? [];
    if (verb === '') return { kind: 'form', form: await changeForm.open(call) };
    const act = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
    if (act) return act(call, rest);
    const right = 'Write /change alone for the form, or one of list, show and cancel after it.';
    return unreadable(change, { wrong: `"${verb.slice(0, 40)}" is nothing that /change does.`, right });
  },
  buttons: { ...validationButtons, 'request-change': { opensForm: true, press: requestAnew } },
  forms: { change: changeForm.handler, 'refute-change': refuteHandler },
};

const verbs: Record<string, (call: Call, text: string) => Promise<Reply>> = { list, show, cancel };

async function list(call: Call, text: string): Promise<Reply> {
  const environments = environmentNames(call.catalog);
  if (text !== '' && !environments.includes(text)) return unreadable(change, unknownEnvironment(text, environments));
  return { kind: 'notice', notice: await call.ask.changes.list(text === '' ? null : text) };
}

async function show(call: Call, text: string): Promise<Reply> {
  const id = text.split(/\s+/)[0] ?? '';
  const notice = id === '' ? null : await call.ask.changes.show(id);
  return notice ? { kind: 'notice', notice } : unknown(id);
}

/** Cancels its deployment, and with that the change. */
async function cancel(call: Call, text: string): Promise<Reply> {
  const [, id = '', reason = ''] = /^(\S*)\s*(.*)$/s.exec(text) ?? [];
  const found = id === '' ? null : await call.ask.changes.find(id);
  if (!found) return unknown(id);
  if (reason.length > longestReason) {
    return say('error', 'The reason is too long', [
      `It has ${reason.length} characters; at most ${longestReason} are kept.`,
    ]);
  }
  const { deployment } = found;
  if (changeClosed(found.change.state) || found.change.state === 'validating') return tooLate(found.change);
  const may = mayCancel(await call.ask.membership(call.person.slackId), deployment, environmentOf(call, deployment));
  if (!may.allowed) {
    return say('error', 'You may not cancel this change request', [may.why, `Who can: ${may.who.join(', ')}.`]);
  }
  const sent = await call.start.cancel({ ...askedBy(call, deployment.id), reason: reason === '' ? null : reason });
  if (!sent) return tooLate(found.change);
  return say('success', `The change request ${id} is being cancelled`, [
    `${found.change.plan.title}: its message in the channel shows when it is.`,
  ]);
}

async function requestAnew(call: Call, action: ButtonAction): Promise<Reply> {
  if (action.kind !== 'request-change') throw new Error(`a button of the kind ${action.kind} requests no change`);
  return { kind: 'form', form: await changeForm.again(call, action) };
}

function environmentOf(call: Call, { pipeline: name, environment }: Deployment) {
  const pipeline = call.catalog.pipelines.find((one) => one.name === name);
  return pipeline ? findEnvironment(pipeline, environment) : null;
}

function tooLate({ id, state }: ChangeRequest): Reply {
  return say('warning', 'There is nothing to cancel any more', [
    state === 'validating'
      ? `The change ${id} has been carried out, and waits for somebody to say whether it is right.`
      : `The change ${id} is closed. /change show ${id} says how.`,
  ]);
}

function unknown(id: string): Reply {
  if (id === '') return unreadable(change, { wrong: 'The id is missing.', right: '/change list shows the ids.' });
  return say('error', `There is no change request "${id.slice(0, 40)}"`, ['/change list shows those that there are.']);
}
