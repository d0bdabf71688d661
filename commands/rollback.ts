import type { Call, Command, Reply } from '../src/command.ts';
import { environmentNames } from '../src/model/catalog.ts';
import { answered } from './answered.ts';
import { requestedBy } from './asking.ts';
import type { DeployWords, WordsProblem } from './deploy-words.ts';
import { isProblem, readDeployWords } from './deploy-words.ts';
import { rollbackButtons } from './rollback-buttons.ts';
import { rollbackForm } from './rollback-form.ts';
import { unreadable } from './say.ts';

export const rollback: Command = {
  name: '/rollback',
  summary: 'Take an environment back to the last verified version, or to another one that was verified there',
  hint: '<environment> [service or group] [version] [--dry-run] [-- reason] | release <environment> [service] <version>',
  usage: [
    '/rollback',
    '/rollback production',
    '/rollback production v1.3.0 -- errors after the release',
    '/rollback production api --dry-run',
    '/rollback release production v1.4.0',
  ],
  opensForm: (text) => text.trim() === '',
  async run(call: Call, text: string): Promise<Reply> {
    if (text.trim() === '') return rollbackForm.open(call);
    const [, rest] = /^release(?:\s+(.*))?$/s.exec(text.trim()) ?? [];
    if (/^release(\s|$)/.test(text.trim()) && !environmentNames(call.catalog).includes('release')) {
      return release(call, rest ?? '');
    }
    const words = read(call, text, '/rollback');
    if (isProblem(words)) return unreadable(rollback, words);
    const { id, origin } = requestedBy(call, 'command');
    await call.start.rollback({
      id,
      by: call.person,
      why: words.reason,
      environment: words.environment.name,
      target: words.target.name,
      of: null,
      to: null,
      version: words.ref,
      origin,
      dryRun: words.dryRun,
    });
    return { kind: 'started' };
  },
  buttons: rollbackButtons,
  forms: { rollback: rollbackForm.handler },
};

/** As after /deploy, but for its time: nobody puts off what mends. */
function read(call: Call, text: string, command: string): DeployWords | WordsProblem {
  const words = readDeployWords(text, call.catalog, call.channel);
  if (isProblem(words)) {
    const own = (sentence: string) =>
      sentence
        .replaceAll('/deploy', command)
        .replace('The options are --at and --dry-run', 'The one option is --dry-run')
        .replaceAll(' refs:', ' versions:');
    return { wrong: own(words.wrong), right: own(words.right) };
  }
  if (words.at === null) return words;
  return {
    wrong: 'A rollback has no time: it goes at once.',
    right: `Leave --at out, as in ${command} ${words.environment.name}.`,
  };
}

async function release(call: Call, text: string): Promise<Reply> {
  const words = read(call, text, '/rollback release');
  if (isProblem(words)) return unreadable(rollback, words);
  const { environment, target, ref } = words;
  if (ref === null) {
    const right = `Write which, as in /rollback release ${environment.name} v1.4.0.`;
    return unreadable(rollback, { wrong: 'It is not said which version is to be released.', right });
  }
  const named = text.split(/\s+/).some((word) => word.replace(/^(service|group)=/, '') === target.name);
  const which = { environment: environment.name, services: named ? target.services : null, version: ref };
  return answered(await call.do.releaseQuarantine({ id: call.trigger, by: call.person, which }));
}
