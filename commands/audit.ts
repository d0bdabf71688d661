import type { Call, Command, Reply } from '../src/command.ts';
import type { ButtonAction } from '../src/model/button.ts';
import { readAuditWords } from './audit-words.ts';
import { isProblem } from './deploy-words.ts';
import { say, unreadable } from './say.ts';

export const audit: Command = {
  name: '/audit',
  summary: 'What happened, who did it, and proof that nobody has changed the record',
  hint: '[words] [by @person] [about <environment, service or deployment>] [action=…] [since 2d] | show <number> | verify',
  usage: [
    '/audit',
    '/audit about production since 2d',
    '/audit by @dana action=lock.taken',
    '/audit incident 4711',
    '/audit show 42',
    '/audit verify',
  ],
  async run(call, text) {
    if (text.trim() === 'verify') return { kind: 'notice', notice: await call.ask.audit.prove(call) };
    const [, number] = /^show #?(\d{1,15})$/.exec(text.trim()) ?? [];
    if (number !== undefined) return show(call, Number(number));
    const search = readAuditWords(text, call);
    if (isProblem(search)) return unreadable(audit, search);
    return { kind: 'notice', notice: await call.ask.audit.page(search, { before: null, after: null }) };
  },
  buttons: { 'audit-page': { opensForm: false, press: turn } },
};

async function show(call: Call, number: number): Promise<Reply> {
  const notice = await call.ask.audit.entry(number);
  if (notice) return { kind: 'notice', notice };
  return say('error', `There is no entry ${number} in the audit log`, ['/audit lists the newest, with their numbers.']);
}

async function turn(call: Call, action: ButtonAction): Promise<Reply> {
  if (action.kind !== 'audit-page')
    return say('warning', 'That button is over', ['Type /audit for the newest entries.']);
  return { kind: 'notice', notice: await call.ask.audit.page(action.search, action.place) };
}
