import type { VerifiedMember } from '../model/verified-member.ts';

/** What GitHub itself states of the e-mail addresses of an organisation's members. What people write of themselves is no part of it. */
export interface VerifiedEmails {
  /**
   * All members; without an address where GitHub has verified none in a domain of the organisation, or does not show it. An answer may
   * be five minutes old. Throws `Fault` when it cannot be known.
   */
  of(organization: string): Promise<VerifiedMember[]>;
}
