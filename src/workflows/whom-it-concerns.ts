import type { Deployment } from '../model/deployment.ts';
import { ofOutside } from '../model/fault.ts';
import type { PersonRef } from '../model/person.ts';
import { concernsAuthors, mostAuthors } from '../policy/authors.ts';
import { samePerson } from '../policy/permissions.ts';
import type { DeployPorts } from './deploy-ports.ts';

/** Who is told that a deployment has ended. Whoever has muted that is among them without a Slack id: named, and not mentioned. */
export interface Concerned {
  mention: PersonRef[];
  authors: PersonRef[];
}

/** To be called in a step. Whom to mention is a courtesy: what Slack does not say just now is a name. */
export async function whomItConcerns(
  ports: Pick<DeployPorts, 'catalogs' | 'clock' | 'mutes' | 'people'>,
  deployment: Deployment,
): Promise<Concerned> {
  const people = peopleOf(deployment);
  const { pipelines } = await ports.catalogs.active();
  const pipeline = pipelines.find(({ name }) => name === deployment.pipeline) ?? null;
  const logins = concernsAuthors(pipeline, deployment) ? (deployment.authors ?? []) : [];
  const authors = await Promise.all(logins.slice(0, mostAuthors).map((login) => onSlack(ports, login)));
  const others = authors.filter((author) => !people.some((person) => samePerson(person, author)));
  return {
    mention: await unlessMuted(ports, people, 'all'),
    authors: await unlessMuted(ports, others, 'authors'),
  };
}

async function onSlack({ people }: Pick<DeployPorts, 'people'>, login: string): Promise<PersonRef> {
  const unknown: PersonRef = { slackId: null, name: login, githubLogin: login };
  try {
    const person = await people.byGitHub(login);
    return person?.kind === 'member' ? person : unknown;
  } catch (error) {
    if (ofOutside(error)) return unknown;
    throw error;
  }
}

async function unlessMuted(
  { mutes, clock }: Pick<DeployPorts, 'mutes' | 'clock'>,
  people: readonly PersonRef[],
  what: 'all' | 'authors',
): Promise<PersonRef[]> {
  const ids = people.flatMap(({ slackId }) => slackId ?? []);
  const muted = new Set(await mutes.among(ids, what, clock.now()));
  return people.map(({ slackId, name, githubLogin }) => ({
    slackId: slackId !== null && muted.has(slackId) ? null : slackId,
    name,
    githubLogin,
  }));
}

/** People on Slack who were asked to act, for the thread: those who voted, who asked for an attempt, and the requester. */
function peopleOf(deployment: Deployment): (PersonRef & { slackId: string })[] {
  const votes = deployment.approval?.votes ?? [];
  const all = [deployment.requester, ...votes.map(({ person }) => person), ...deployment.attempts.map(({ by }) => by)];
  const people = new Map<string, PersonRef & { slackId: string }>();
  for (const one of all) if (one.slackId !== null) people.set(one.slackId, { ...one, slackId: one.slackId });
  return [...people.values()];
}
