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
  const isOwn = (author: { login: string | null }) => author.login?.toLowerCase() === login;
  const own = commits.find(({ author }) => isOwn(author));
  if (own) return `${person.name} wrote ${shortSha(own.sha)}, and ${rule}.`;
  // An earlier release read no co-authors.
  const shared = commits.find(({ coAuthors = [] }) => coAuthors.some(isOwn));
  if (shared) return `${person.name} is a co-author of ${shortSha(shared.sha)}, and ${rule}.`;
  const isUnknown = (author: { login: string | null }) => author.login === null;
  const unknown = commits.find(({ author, coAuthors = [] }) => [author, ...coAuthors].some(isUnknown));
  if (unknown) {
    const who = isUnknown(unknown.author) ? 'The author' : 'A co-author';
    return `${who} of ${shortSha(unknown.sha)} has no GitHub account, so nobody can be told not to be; ${rule}.`;
  }
  return total > commits.length ? `Only ${commits.length} of ${total} commits could be read, and ${rule}.` : null;
}
