import type { Environment, Target } from '../model/catalog.ts';
import { sayTarget } from '../model/catalog.ts';
import type { Deployment } from '../model/deployment.ts';
import { deploymentStates, ended } from '../model/deployment.ts';
import type { Facts } from '../model/facts.ts';
import type { Notice } from '../model/notice.ts';
import type { Person } from '../model/person.ts';
import { earliest } from '../policy/earliest.ts';
import { judge } from '../policy/judge.ts';
import { readMoment } from '../policy/moment.ts';
import type { Deployments } from '../ports/deployments.ts';

/** What is asked: as words of the catalog, with the time as it was typed. */
export interface WhyQuestion {
  environment: string;
  target: string;
  /** As typed; null for the environment's default. */
  ref: string | null;
  /** As typed, such as `tue 10:00`; null for now. */
  at: string | null;
  /** Whose permission is asked about; the name is only used where Slack does not give one. */
  person: Pick<Person, 'slackId' | 'name'>;
}

/** Gathers the facts and has them judged, as a deploy does; null when the catalog has no such target or environment. */
export type LookAt = (question: {
  deploymentId: string;
  askedBy: string;
  environment: string;
  target: string;
  ref: string | null;
  fixed: null;
  glass: boolean;
  voters: readonly string[];
}) => Promise<{ environment: Environment; target: Target; facts: Facts } | null>;

interface Ports {
  deployments: Pick<Deployments, 'list'>;
}

const most = 10;
const waiting = deploymentStates.filter((state) => !ended(state));

/**
 * Every gate's verdict on a deploy that nobody has asked for, as of now or of a moment to come, when it would pass by itself, and
 * what is on its way there already. Only the time is another: what the gates look at is as it is now.
 */
export async function why(ports: Ports, look: LookAt, question: WhyQuestion): Promise<Notice> {
  const { environment: environmentName, target: targetName, ref: typed, person } = question;
  const seen = await look({
    deploymentId: 'asked-by-why',
    askedBy: person.slackId,
    environment: environmentName,
    target: targetName,
    ref: typed,
    fixed: null,
    glass: false,
    voters: [],
  });
  if (!seen) {
    return {
      kind: 'text',
      tone: 'error',
      title: `${targetName} in ${environmentName} is not in the catalog any more`,
      lines: ['/quarterdeck help lists what it has.'],
    };
  }
  const { environment, target, facts } = seen;
  const timezone = environment.gates.window?.timezone ?? null;
  const at =
    question.at === null ? facts.now : readMoment(question.at, { now: facts.now, timezone: timezone ?? 'utc' });
  if (typeof at !== 'number') {
    return { kind: 'text', tone: 'error', title: 'That time could not be read', lines: [at.wrong, at.right] };
  }
  const then = { ...facts, now: at };
  const ref = facts.ref.known && 'sha' in facts.ref.value ? facts.ref.value : null;
  const underWay = await ports.deployments.list({ environment: environment.name, states: waiting, limit: 50 });
  return {
    kind: 'why',
    what: `${sayTarget(target)} ${ref?.name ?? typed ?? ''} to ${environment.name}`.replace(/\s+/g, ' '),
    person: facts.requester.known ? facts.requester.value.person : { ...person, githubLogin: null },
    verdicts: judge(environment, then),
    approvals: environment.approvals,
    earliest: earliest(environment, then),
    ref,
    underWay: underWay.filter((deployment) => touches(deployment, target)).slice(0, most),
    now: facts.now,
    at,
    timezone,
  };
}

function touches({ pipeline, services }: Deployment, target: Target): boolean {
  return pipeline === target.pipeline.name && services.some((service) => target.services.includes(service));
}
