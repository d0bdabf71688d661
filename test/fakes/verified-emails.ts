import { Fault } from '../../src/model/fault.ts';
import type { VerifiedMember } from '../../src/model/verified-member.ts';
import type { VerifiedEmails } from '../../src/ports/verified-emails.ts';

export interface FakeVerifiedEmails extends VerifiedEmails {
  /** How often it was asked. */
  readonly asked: number;
  /** The members of an organisation; the addresses in any letters. */
  set(organization: string, members: VerifiedMember[]): void;
  /** The next call throws this. */
  fail(error: Error): void;
}

/** Verified addresses in memory. An organisation that was never set cannot be seen. */
export function createFakeVerifiedEmails(organizations: Record<string, VerifiedMember[]> = {}): FakeVerifiedEmails {
  const known = new Map(Object.entries(organizations));
  let failure: Error | null = null;
  let asked = 0;
  return {
    get asked() {
      return asked;
    },
    set: (organization, members) => void known.set(organization, members),
    fail: (error) => {
      failure = error;
    },
    async of(organization) {
      asked += 1;
      const error = failure;
      failure = null;
      if (error) throw error;
      const members = known.get(organization.toLowerCase());
      if (!members) throw new Fault('not-found', `GitHub shows no organization ${organization}.`);
      return members.map(({ login, emails }) => ({ login, emails: emails.map((email) => email.toLowerCase()) }));
    },
  };
}
