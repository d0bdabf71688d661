import type { PersonLink } from '../model/catalog.ts';
import type { GitHubAccount, LinkedBy } from '../model/github-account.ts';
import type { Person, PersonKind } from '../model/person.ts';

/** Whether somebody may be known by a GitHub account. `who` can help. */
export type LinkVerdict = { may: true } | { may: false; why: string; who: string[] };

interface Facts {
  person: Person;
  catalog: readonly PersonLink[];
  /** The account that the person has linked; null when none. */
  own: GitHubAccount | null;
}

const keeper = 'whoever keeps the catalog';
const yes: LinkVerdict = { may: true };

/**
 * The login that somebody is known by. The catalog goes before what people have linked themselves, for the person as for the login.
 * `email` is the one that Slack has of them, in small letters; null when unknown. Of somebody of another workspace it says nothing: others
 * answer for it.
 */
export function knownAs(
  catalog: readonly PersonLink[],
  own: Pick<GitHubAccount, 'login'> | null,
  { slackId, kind, email }: { slackId: string; kind: PersonKind; email: string | null },
): string | null {
  const address = kind === 'stranger' ? null : email;
  const link = catalog.find(({ slack }) => slack === slackId || (address !== null && slack.toLowerCase() === address));
  if (link) return link.github;
  return own && !catalog.some(({ github }) => same(github, own.login)) ? own.login : null;
}

/** Whose login it is: a Slack id or an e-mail address; null when it is nobody's. The catalog goes first, as in `knownAs`. */
export function ownerOfLogin(
  catalog: readonly PersonLink[],
  account: Pick<GitHubAccount, 'slackId'> | null,
  login: string,
): string | null {
  return catalog.find(({ github }) => same(github, login))?.slack ?? account?.slackId ?? null;
}

/** Whether somebody is known by the account that they have linked: the catalog may say otherwise, and may write it in other letters. */
export function stillKnownAs(person: Pick<Person, 'githubLogin'>, account: Pick<GitHubAccount, 'login'>): boolean {
  return person.githubLogin !== null && same(person.githubLogin, account.login);
}

/** Whether there is anything to sign in for. `hasToken`: the bot may act for the person already, or never could. */
export function mayBegin({ person, catalog, own }: Facts, hasToken: boolean): LinkVerdict {
  if (person.kind !== 'member') return notAMember(person);
  const login = own?.login ?? knownByCatalog(person, catalog);
  if (login === null || !hasToken) return yes;
  const how = own ? 'To link another account, type /quarterdeck unlink first.' : 'The catalog says so.';
  return { may: false, why: `You are known on GitHub as ${login} already. ${how}`, who: own ? [] : [keeper] };
}

/** Whether the account that somebody has signed in with is theirs to be known by. `holder`: who has linked it. */
export function mayLink(
  { person, catalog, own }: Facts,
  { login, githubId }: { login: string; githubId: number },
  holder: { account: GitHubAccount; name: string } | null,
): LinkVerdict {
  if (person.kind !== 'member') return notAMember(person);
  const ours = knownByCatalog(person, catalog);
  if (ours !== null && !same(ours, login)) {
    return { may: false, why: `You signed in as ${login}, but the catalog knows you as ${ours}.`, who: [keeper] };
  }
  if (ours === null && catalog.some(({ github }) => same(github, login))) {
    return { may: false, why: `The catalog links ${login} to somebody else.`, who: [keeper] };
  }
  if (holder && holder.account.slackId !== person.slackId) {
    const why = `${login} is linked to ${holder.name}. An account belongs to one person.`;
    return { may: false, why, who: [`${holder.name} with /quarterdeck unlink`, keeper] };
  }
  if (own && own.githubId !== githubId) {
    const why = `You signed in as ${login}, but you are linked to ${own.login}.`;
    return { may: false, why, who: ['you, with /quarterdeck unlink first'] };
  }
  return yes;
}

/** What the catalog knows the person by: a login of the catalog's is never anybody's by their own linking. */
export function knownByCatalog(person: Pick<Person, 'githubLogin'>, catalog: readonly PersonLink[]): string | null {
  const { githubLogin } = person;
  return githubLogin !== null && catalog.some(({ github }) => same(github, githubLogin)) ? githubLogin : null;
}

/** By what somebody is known on GitHub; null when by nothing. What neither the catalog nor their sign-in says came by e-mail. */
export function linkedBy(
  person: Pick<Person, 'githubLogin'>,
  catalog: readonly PersonLink[],
  own: Pick<GitHubAccount, 'login'> | null,
): LinkedBy | null {
  if (person.githubLogin === null) return null;
  if (knownByCatalog(person, catalog) !== null) return 'catalog';
  return own && stillKnownAs(person, own) ? 'sign-in' : 'email';
}

function notAMember(person: Person): LinkVerdict {
  return { may: false, why: `${person.name} is not a full member of this workspace.`, who: ['full members'] };
}

function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
