import type { WorldPerson } from '../contract.ts';

export interface User {
  login: string;
  id: number;
  type: 'User' | 'Bot' | 'Organization';
  name: string;
  email: string;
}

export interface Users {
  /** By login or, for a person, by handle. Somebody unknown is a user whom nobody described. */
  find(name: string): User;
  known(login: string): User | undefined;
  /** Whose address in a commit this is: their own, or the one that GitHub gives them. */
  byEmail(email: string): User | undefined;
}

/** The people of the world, the organization that owns the repository, and the bots that act in it. */
export function createUsers(people: WorldPerson[], organization: string): Users {
  const bots: User[] = [
    bot('github-actions[bot]', 41898282),
    bot('quarterdeck[bot]', 91500101),
    { login: 'quarterdeck-bot', id: 91500102, type: 'User', name: 'Quarterdeck', email: 'quarterdeck@acme.example' },
  ];
  const owner: User = { login: organization, id: 91500001, type: 'Organization', name: organization, email: '' };
  const members = people.map((person): [string, User] => [
    person.handle,
    { login: person.githubLogin, id: person.githubId, type: 'User', name: person.name, email: person.email },
  ]);
  const byHandle = new Map(members);
  const byLogin = new Map([...bots, owner, ...byHandle.values()].map((user) => [user.login.toLowerCase(), user]));
  const known = (name: string) => byLogin.get(name.toLowerCase());
  const byAddress = new Map(
    [...byLogin.values()].flatMap((user) => [user.email, given(user)].map((email) => [email.toLowerCase(), user])),
  );
  return {
    known,
    byEmail: (email) => byAddress.get(email.toLowerCase()),
    find(name) {
      const found = byHandle.get(name) ?? known(name);
      return found ?? { login: name, id: 91599999, type: 'User', name, email: `${name}@users.noreply.github.com` };
    },
  };
}

function bot(login: string, id: number): User {
  return { login, id, type: 'Bot', name: login, email: given({ login, id }) };
}

function given({ login, id }: { login: string; id: number }): string {
  return `${id}+${login}@users.noreply.github.com`;
}
