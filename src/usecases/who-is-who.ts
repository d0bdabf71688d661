import { ofOutside } from '../model/fault.ts';
import type { VerifiedMember } from '../model/verified-member.ts';
import { knownAs, ownerOfLogin } from '../policy/account-link.ts';
import { addressesOf, knownByEmail, type SlackAddress } from '../policy/verified-email.ts';
import type { Catalogs } from '../ports/catalogs.ts';
import type { GitHubAccounts } from '../ports/github-accounts.ts';
import type { Log } from '../ports/log.ts';
import type { VerifiedEmails } from '../ports/verified-emails.ts';

interface Ports {
  accounts: Pick<GitHubAccounts, 'of' | 'byLogin'>;
  catalogs: Pick<Catalogs, 'active'>;
  emails: VerifiedEmails;
  log: Log;
}

/**
 * Who on Slack is who on GitHub: by the catalog, by their own sign-in, and, where the catalog wants it, by the address that both
 * have of them.
 */
export function whoIsWho({ accounts, catalogs, emails, log }: Ports) {
  return {
    /** The login that somebody is known by. */
    async loginOf(who: SlackAddress & { slackId: string }): Promise<string | null> {
      const [catalog, own] = await Promise.all([catalogs.active(), accounts.of(who.slackId)]);
      const login = knownAs(catalog.people, own, who);
      if (login !== null || own !== null || catalog.linkByEmail === undefined) return login;
      const members = await emails.of(catalog.linkByEmail).catch((err: unknown): VerifiedMember[] => {
        // Whoever is not known on GitHub holds less, not more; and what comes from Slack is theirs all the same.
        if (!ofOutside(err)) throw err;
        log.warn({ err }, 'GitHub does not say which e-mail addresses it has verified');
        return [];
      });
      const found = knownByEmail(members, catalog.people, who);
      // Whoever has signed in with the account has shown more.
      return found !== null && (await accounts.byLogin(found)) === null ? found : null;
    },

    /** Whose the login may be: Slack ids or e-mail addresses. Throws `Fault` when GitHub does not say. */
    async ownersOf(login: string): Promise<string[]> {
      const [catalog, account] = await Promise.all([catalogs.active(), accounts.byLogin(login)]);
      const owner = ownerOfLogin(catalog.people, account, login);
      if (owner !== null || catalog.linkByEmail === undefined) return owner === null ? [] : [owner];
      return addressesOf(await emails.of(catalog.linkByEmail), login);
    },
  };
}
