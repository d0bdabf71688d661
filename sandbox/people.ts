import type { WorldPerson } from './contract.ts';
import { fixedSlackId } from './ids.ts';

/** Everybody whom the page and the control API let you be. */
export function createPeople(): WorldPerson[] {
  return [
    member('dev', 'Dana Whitfield', 'dana-dev', 4101, 'Backend developer', ['developers']),
    member('dev2', 'Devin Okafor', 'devin-ops', 4102, 'Platform developer', ['developers']),
    member('lead', 'Lena Brandt', 'lena-lead', 4103, 'Release manager', ['developers', 'release-managers']),
    member('lead2', 'Luis Ferreira', 'luis-lead', 4104, 'Release manager', ['developers', 'release-managers']),
    member('sre', 'Sam Ikeda', 'sam-sre', 4105, 'Site reliability engineer', ['developers', 'sre']),
    member('sec', 'Sofia Marchetti', 'sofia-sec', 4106, 'Security engineer', ['security']),
    { ...member('guest', 'Gus Hartley', 'gus-guest', 4107, 'Contractor', []), kind: 'guest' },
    {
      ...member('stranger', 'Stella Novak', 'stella-globex', 4108, 'Consultant at Globex', []),
      kind: 'stranger',
      email: 'stella@globex.example',
    },
  ];
}

/** Slack user groups, by handle. Who is in them is said by each person's `groups`. */
export const userGroups: Record<string, string> = {
  developers: 'Developers',
  'release-managers': 'Release managers',
  sre: 'Site reliability',
  security: 'Security',
};

export const channelNames = ['deployments', 'operations', 'security'];

function member(
  handle: string,
  name: string,
  githubLogin: string,
  githubId: number,
  title: string,
  groups: string[],
): WorldPerson {
  const slackId = fixedSlackId('U', handle);
  return {
    handle,
    name,
    slackId,
    githubLogin,
    githubId,
    email: `${handle}@acme.example`,
    title,
    kind: 'member',
    groups,
  };
}
