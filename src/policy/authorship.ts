import { shortSha } from '../model/commit.ts';
import type { CommitRange } from '../model/commit-range.ts';
import type { Fact } from '../model/facts.ts';
import type { PersonRef } from '../model/person.ts';

/** Why somebody counts as an author of what is deployed, or may be one; null when they certainly are none. */
export function authorship(person: PersonRef, range: Fact<CommitRange | null>): string | null {
  const rule = 'authors of what is deployed do not approve it';
  if (!range.known) return `It cannot be seen who wrote what is deployed, and ${rule}: ${range.why}`;
  if (range.value === null) return `It is not known who wrote what is deployed, and ${rule}.`;
  if (person.githubLogin === null) {
    return `${person.name} has no known GitHub account, and ${rule}: link the two under people in quarterdeck.yml.`;
  }
  const login = person.githubLogin.toLowerCase();
  const { commits, total } = range.value;
  const own = commits.find(({ author }) => author.login?.toLowerCase() === login);
  if (own) return `${person.name} wrote ${shortSha(own.sha)}, and ${rule}.`;
  const unknown = commits.find(({ author }) => author.login === null);
  if (unknown)
    return `The author of ${shortSha(unknown.sha)} has no GitHub account, so nobody can be told not to be; ${rule}.`;
  return total > commits.length ? `Only ${commits.length} of ${total} commits could be read, and ${rule}.` : null;
}
