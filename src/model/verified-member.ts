/** A member of a GitHub organisation, with the e-mail addresses that GitHub has verified for it, in small letters. */
export interface VerifiedMember {
  login: string;
  emails: string[];
}
