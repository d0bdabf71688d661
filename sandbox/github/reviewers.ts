import type { WorldPerson } from '../contract.ts';

/** Guests may look at the code; everybody else whom the world knows works on it. Machines and strangers do not. */
export function mayWrite(people: readonly WorldPerson[], login: string): boolean {
  const person = people.find(({ githubLogin }) => githubLogin.toLowerCase() === login.toLowerCase());
  return person !== undefined && person.kind !== 'guest' && person.kind !== 'stranger';
}
