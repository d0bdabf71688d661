import type { Call, Command, Reply } from '../src/command.ts';
import { findEnvironment } from '../src/model/catalog.ts';
import { nearest } from '../src/model/nearest.ts';
import { mayApprove, mayDeploy } from '../src/policy/permissions.ts';
import { say } from './say.ts';

const verbs = ['help', 'whoami', 'doctor'] as const;

export const quarterdeck: Command = {
  name: '/quarterdeck',
  summary: 'Help, who you are here, and whether everything is set up right',
  hint: 'help | whoami | doctor',
  usage: ['/quarterdeck help', '/quarterdeck whoami', '/quarterdeck doctor'],
  async run(call, text) {
    const verb = text.trim().split(/\s+/)[0] ?? '';
    switch (verb) {
      case '':
      case 'help':
        return { kind: 'notice', notice: { kind: 'help', commands: call.ask.commands() } };
      case 'whoami':
        return whoami(call);
      case 'doctor':
        return { kind: 'notice', notice: { kind: 'doctor', findings: await call.ask.doctor() } };
      default: {
        const meant = nearest(verb, verbs);
        return say('error', `/quarterdeck does not know "${verb.slice(0, 40)}"`, [
          meant ? `Did you mean /quarterdeck ${meant}?` : `It knows ${verbs.join(', ')}.`,
        ]);
      }
    }
  },
};

async function whoami(call: Call): Promise<Reply> {
  const membership = await call.ask.membership(call.person.slackId);
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
  return { kind: 'notice', notice: { kind: 'whoami', membership, may } };
}
