import type { WebClient } from '@slack/web-api';
import type { RoleSource } from '../../model/catalog.ts';
import { sayFault } from '../../model/fault.ts';
import type { Membership, Person, PersonKind } from '../../model/person.ts';
import type { Instant } from '../../model/time.ts';
import { hour, minute, second } from '../../model/time.ts';
import type { People } from '../../ports/people.ts';
import type { Teams } from '../../ports/teams.ts';
import type { Groups } from './groups.ts';
import type { Identity, WhoWeAre } from './identity.ts';
import { createRecent } from './recent.ts';
import type { Schedule } from './schedule.ts';
import { longOutage } from './schedule.ts';
import { refusal, slackFault } from './trouble.ts';

export interface PeopleParts {
  client: WebClient;
  schedule: Schedule;
  identity: WhoWeAre;
  groups: Groups;
  teams: Teams;
  /** The GitHub login that somebody is known by; the email is in small letters, `confirmed` unless Slack says that it is not. */
  loginOf: (who: {
    slackId: string;
    kind: PersonKind;
    email: string | null;
    confirmed: boolean;
  }) => Promise<string | null>;
  /** The other way round: Slack ids or e-mail addresses of whom the login may be; none when it is nobody's. */
  ownersOf: (login: string) => Promise<readonly string[]>;
  now: () => Instant;
}

/** Whose an e-mail address is hardly changes, and their profile, which is asked more often, tells if it has. */
const addressFor = hour;

interface Known {
  person: Omit<Person, 'githubLogin'>;
  email: string | null;
  confirmed: boolean;
  active: boolean;
}

type SlackUser = NonNullable<Awaited<ReturnType<WebClient['users']['info']>>['user']>;

/** Who somebody is and which roles they hold, as Slack and GitHub say now. What cannot be verified is not held. */
export function createPeople(parts: PeopleParts): People & { forget(what: string): void } {
  const { client, schedule, identity, groups, teams, loginOf, ownersOf, now } = parts;
  async function ask(slackId: string, fresh: boolean): Promise<Known> {
    const outlast = fresh ? longOutage : 0;
    try {
      const [{ user }, us] = await Promise.all([
        schedule.call('users.info', () => client.users.info({ user: slackId }), {
          priority: 'urgent',
          patience: 15 * second,
          outlast,
        }),
        identity({ outlast }),
      ]);
      return describe(slackId, user ?? {}, us);
    } catch (error) {
      throw slackFault(error, 'say who somebody is');
    }
  }

  const known = createRecent({ ask, keepFor: minute, most: 5_000, now });

  async function withLogin({ person, email, confirmed }: Known): Promise<Person> {
    const { slackId, kind } = person;
    return { ...person, githubLogin: await loginOf({ slackId, kind, email, confirmed }) };
  }

  async function askByEmail(email: string): Promise<string | null> {
    try {
      const { user } = await schedule.call('users.lookupByEmail', () => client.users.lookupByEmail({ email }), {
        priority: 'urgent',
        patience: 15 * second,
        outlast: longOutage,
      });
      return user?.id ?? null;
    } catch (error) {
      if (refusal(error) === 'users_not_found') return null;
      throw slackFault(error, 'say whose e-mail address it is');
    }
  }

  const ids = createRecent({
    ask: askByEmail,
    keepFor: (id) => (id === null ? minute : addressFor),
    most: 5_000,
    now,
  });

  /** The person at `owner`, who is asked about anew by their profile: null when they are not known by the login, or not any more. */
  async function knownBy(owner: string, login: string, fresh: boolean): Promise<Person | null> {
    const slackId = owner.includes('@') ? await ids.get(owner.toLowerCase(), { fresh }) : owner;
    if (slackId === null) return null;
    const person = await withLogin(await known.get(slackId, { fresh: false }));
    // Somebody may have linked an account, and be known by another in the catalog.
    return person.githubLogin?.toLowerCase() === login.toLowerCase() ? person : null;
  }

  /** True or false when it is certain; else why it is not. */
  async function holds(person: Person, source: RoleSource, fresh: boolean): Promise<boolean | string> {
    if (source.slackUsers.includes(person.slackId)) return true;
    const doubts: string[] = [];
    if (source.slackGroups.length > 0) {
      const answer = await groups.members({ fresh }).catch((error: unknown) => sayFault(error));
      if (typeof answer === 'string') doubts.push(answer);
      else {
        for (const group of source.slackGroups) {
          const members = answer.get(group.replace(/^@/, ''));
          if (members?.has(person.slackId)) return true;
          if (!members) doubts.push(`Slack has no user group ${group}.`);
        }
      }
    }
    if (source.githubTeams.length > 0) {
      const answer = await inTeams(person, source.githubTeams);
      if (answer === true) return true;
      if (answer !== false) doubts.push(answer);
    }
    return doubts.length > 0 ? doubts.join(' ') : false;
  }

  async function inTeams(person: Person, wanted: readonly string[]): Promise<boolean | string> {
    const login = person.githubLogin;
    if (login === null) return 'No GitHub account is linked to this person. /quarterdeck link does it.';
    const answers = await Promise.all(
      wanted.map((team) => teams.isMember(team, login).catch((error: unknown) => sayFault(error))),
    );
    if (answers.includes(true)) return true;
    const doubts = answers.filter((answer) => typeof answer === 'string');
    return doubts.length > 0 ? doubts.join(' ') : false;
  }

  return {
    /** As `PeopleNews` tells: groups, somebody by Slack id, or, with an empty text, anything. */
    forget(what) {
      if (what === '' || what === 'groups') groups.forget();
      if (what === '') {
        known.forgetAll();
        ids.forgetAll();
      } else known.forget(what);
    },

    person: async (slackId) => withLogin(await known.get(slackId, { fresh: false })),

    async byGitHub(login) {
      for (const owner of await ownersOf(login)) {
        const before = ids.last(owner.toLowerCase());
        const person = await knownBy(owner, login, false);
        // Whose address it was has another one by now: somebody else may have it.
        const moved = person === null && before !== undefined && before !== null;
        const found = moved ? await knownBy(owner, login, true) : person;
        if (found) return found;
      }
      return null;
    },

    async holders(sources, most) {
      const named = sources.flatMap(({ slackUsers }) => slackUsers);
      const handles = sources.flatMap(({ slackGroups }) => slackGroups.map((group) => group.replace(/^@/, '')));
      const members = handles.length > 0 ? await groups.members({ fresh: false }) : new Map<string, Set<string>>();
      return [...new Set([...named, ...handles.flatMap((handle) => [...(members.get(handle) ?? [])])])].slice(0, most);
    },

    async membership(slackId, roles, { fresh = false } = {}) {
      const names = Object.keys(roles);
      const doubt = (person: Person, why: string): Membership => ({
        person,
        roles: [],
        unverified: names.map((role) => ({ role, why })),
      });
      let person: Person;
      try {
        const found = await known.get(slackId, { fresh });
        person = await withLogin(found);
        if (!found.active) return { ...doubt(person, 'This Slack account is deactivated.'), deactivated: true };
      } catch (error) {
        const name = known.last(slackId)?.person.name ?? slackId;
        return doubt({ slackId, name, githubLogin: null, kind: 'stranger' }, sayFault(error));
      }
      // Whatever group lists them: guests, bots and people of other workspaces hold no role.
      if (person.kind !== 'member') return { person, roles: [], unverified: [] };
      const answers = await Promise.all(
        Object.entries(roles).map(async ([role, source]) => ({ role, answer: await holds(person, source, fresh) })),
      );
      return {
        person,
        roles: answers.filter(({ answer }) => answer === true).map(({ role }) => role),
        unverified: answers.flatMap(({ role, answer }) => (typeof answer === 'string' ? [{ role, why: answer }] : [])),
      };
    },
  };
}

function describe(slackId: string, user: SlackUser, us: Identity): Known {
  const name = user.profile?.real_name || user.real_name || user.name || slackId;
  return {
    person: { slackId, name, kind: kindOf(slackId, user, us) },
    email: user.profile?.email?.toLowerCase() ?? null,
    confirmed: user.is_email_confirmed !== false,
    active: user.deleted !== true,
  };
}

function kindOf(slackId: string, user: SlackUser, us: Identity): PersonKind {
  if (user.is_bot || slackId === 'USLACKBOT') return 'bot';
  const ours = user.team_id === us.teamId || (user.enterprise_user?.teams?.includes(us.teamId) ?? false);
  if (user.is_stranger || !ours) return 'stranger';
  return user.is_restricted || user.is_ultra_restricted ? 'guest' : 'member';
}
