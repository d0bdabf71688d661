import { approve, type Deployment, request, succeeds } from './deployment.ts';
import { type Strike, strikeAt } from './strike.ts';
import type { Call, FaultWorld } from './world.ts';

/** A place in the story of a deployment: the first call of this kind, after the command or after the press. */
export interface Moment {
  when: string;
  after: 'the command' | 'the press';
  is: (call: Call) => boolean;
}

const asks = (part: string) => (call: Call) => call.method === 'GET' && call.path.includes(part);
const queries = (name: string) => (call: Call) => call.kind === `POST /graphql ${name}`;

export const moments = {
  gathering: { when: 'while the facts are gathered', after: 'the command', is: queries('Refs') },
  asking: {
    when: 'while the question is posted',
    after: 'the command',
    is: ({ kind }) => kind === 'chat.postMessage',
  },
  voting: { when: 'while the vote is counted', after: 'the press', is: ({ kind }) => kind === 'usergroups.list' },
  gates: { when: 'while the gates look again', after: 'the press', is: queries('Checks') },
  before: { when: 'just before the dispatch', after: 'the press', is: queries('Refs') },
  dispatching: {
    when: 'in the middle of the dispatch',
    after: 'the press',
    is: ({ path: where }) => where.endsWith('/dispatches'),
  },
  running: { when: 'while the run is followed', after: 'the press', is: asks('/actions/runs/') },
} as const satisfies Record<string, Moment>;

/** One deployment to production that is struck at a moment and comes to its end. Fails when the moment never came. */
export async function deployStruck(
  world: FaultWorld,
  service: string,
  moment: Moment,
  harm: () => Promise<void>,
): Promise<Deployment> {
  const arm = (): Strike => strikeAt(world, 1, harm, moment.is);
  let strike = arm();
  if (moment.after === 'the press') strike.disarm();
  const deployment = await request(world, service);
  if (moment.after === 'the press') strike = arm();
  await approve(world, deployment);
  await world.until('the moment of the fault', () => strike.at ?? undefined);
  await strike.over();
  await succeeds(world, deployment);
  return deployment;
}
