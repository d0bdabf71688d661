import type { Call, Command, Reply } from '../src/command.ts';
import { findEnvironment } from '../src/model/catalog.ts';
import { nearest } from '../src/model/nearest.ts';
import { mayApprove, mayDeploy } from '../src/policy/permissions.ts';
import { answered, button } from './answered.ts';
import { delegate } from './delegate.ts';
import { mute, unmute } from './mute.ts';
import { refused, say } from './say.ts';

const verbs: Record<string, (call: Call, rest: string) => Promise<Reply>> = {
  help,
  whoami,
  doctor,
  link,
  unlink,
  delegate,
  mute,
  unmute,
};

export const quarterdeck: Command = {
  name: '/quarterdeck',
  summary: 'Help, who you are here, who stands in for you, and whether everything is set up right',
  hint: 'help | whoami | doctor | link | unlink | delegate @person [for 3d | until fri 18:00] [role] | mute [all | authors | reminders] [for 8h] | unmute',
  usage: [
    '/quarterdeck help',
    '/quarterdeck whoami',
    '/quarterdeck doctor',
    '/quarterdeck link',
    '/quarterdeck unlink',
    '/quarterdeck delegate @dana for 3d',
    '/quarterdeck delegate @dana until fri 18:00 release-managers',
    '/quarterdeck delegate off',
    '/quarterdeck mute authors for 8h',
    '/quarterdeck unmute',
  ],
  async run(call, text) {
    const [, word = '', rest = ''] = /^(\S*)\s*(.*)$/s.exec(text.trim()) ?? [];
    const verb = word === '' ? help : Object.hasOwn(verbs, word) ? verbs[word] : undefined;
    if (verb) return verb(call, rest);
    const known = Object.keys(verbs);
    const meant = nearest(word, known);
    return say('error', `/quarterdeck does not know "${word.slice(0, 40)}"`, [
      meant ? `Did you mean /quarterdeck ${meant}?` : `It knows ${known.join(', ')}.`,
    ]);
  },
  buttons: {
    'unlink-github': button('unlink-github', async (call, { login }) =>
      answered(await call.do.people.unlinkGitHub({ id: call.trigger, by: call.person, login })),
    ),
  },
};

async function help(call: Call): Promise<Reply> {
  return { kind: 'notice', notice: { kind: 'help', commands: call.ask.commands() } };
}

async function doctor(call: Call): Promise<Reply> {
  return { kind: 'notice', notice: { kind: 'doctor', findings: await call.ask.doctor() } };
}

async function link(call: Call): Promise<Reply> {
  const { trigger: id, person: by, channel, responseUrl } = call;
  const answer = await call.do.people.linkGitHub({ id, by, channel: channel.id, responseUrl });
  return answer.kind === 'refused' ? refused(answer) : answer;
}

async function unlink(call: Call): Promise<Reply> {
  return answered(await call.do.people.unlinkGitHub({ id: call.trigger, by: call.person, login: null }));
}

async function whoami(call: Call): Promise<Reply> {
  const { slackId } = call.person;
  const [membership, linkedBy, delegations, mutes] = await Promise.all([
    call.ask.membership(slackId),
    call.ask.linkedBy(call.person),
    call.ask.delegations(slackId),
    call.ask.mutes(slackId),
  ]);
  const may = call.catalog.pipelines.flatMap((pipeline) =>
    pipeline.environments.map(({ name }) => {
      const environment = findEnvironment(pipeline, name);
      return {
        environment: call.catalog.pipelines.length > 1 ? `${pipeline.name} ${name}` : name,
        deploy: environment !== null && mayDeploy(membership, environment).allowed,
        approve: environment !== null && mayApprove(membership, environment).allowed,
      };
    }),
  );
  return { kind: 'notice', notice: { kind: 'whoami', membership, linkedBy, may, delegations, mutes } };
}
