import type { LockChange, PeopleDo, Refused } from '../command.ts';
import type { Person } from '../model/person.ts';
import { knownByCatalog, linkedBy, mayBegin } from '../policy/account-link.ts';
import type { Audit } from '../ports/audit.ts';
import type { Catalogs } from '../ports/catalogs.ts';
import type { Clock } from '../ports/clock.ts';
import type { Durable } from '../ports/durable.ts';
import type { GitHubAccounts } from '../ports/github-accounts.ts';
import { ref } from './lock-audit.ts';

export interface LinkingPorts {
  accounts: GitHubAccounts;
  audit: Audit;
  catalogs: Catalogs;
  clock: Clock;
  durable: Pick<Durable, 'start'>;
}

/** `configured`: the App is known by which people sign in. */
export interface Linking {
  workflow: string;
  id(trigger: string): string;
  configured: boolean;
}

/** Linking one's GitHub account, and undoing it. */
export function linkingUseCases(ports: LinkingPorts, linking: Linking): Pick<PeopleDo, 'linkGitHub' | 'unlinkGitHub'> {
  return {
    async linkGitHub(request) {
      const refusal = linking.configured ? await notNeeded(ports, request.by) : notConfigured;
      if (refusal) return refusal;
      await ports.durable.start(linking.workflow, linking.id(request.id), request);
      return { kind: 'started' };
    },
    async unlinkGitHub({ id, by, login }): Promise<LockChange | Refused> {
      const own = await ports.accounts.of(by.slackId);
      if (!own || (login !== null && own.login !== login)) return notLinked(ports, by, own !== null);
      // Written down first: after a crash in between it is done again, and nothing of it is lost.
      await ports.audit.record({
        key: `person.unlinked:${id}`,
        at: ports.clock.now(),
        actor: ref(by),
        action: 'person.unlinked',
        subject: own.login,
        details: { login: own.login, since: own.since },
      });
      await ports.accounts.unlink(by.slackId);
      const { people, linkByEmail } = await ports.catalogs.active();
      const kept = knownByCatalog(by, people);
      return {
        kind: 'changed',
        notice: {
          kind: 'text',
          tone: 'success',
          title: `Unlinked: ${kept === null ? `you are no longer known as ${own.login}` : `only the catalog knows you as ${kept} now`}`,
          lines: [
            'What was kept to act for you is forgotten. On GitHub you can revoke it too: Settings, Applications, Authorized GitHub Apps.',
            ...(kept === null && linkByEmail !== undefined
              ? [
                  `By an e-mail address that GitHub has verified for ${linkByEmail} you may be known all the same: /quarterdeck whoami shows it.`,
                ]
              : []),
          ],
        },
      };
    },
  };
}

const notConfigured: Refused = {
  kind: 'refused',
  title: 'Accounts cannot be linked this way here',
  lines: [
    'Quarterdeck does not know the GitHub App that people would sign in to: GITHUB_CLIENT_ID is not set.',
    'Who can help: whoever runs Quarterdeck, by setting it; or whoever keeps the catalog, by adding you under people.',
  ],
};

async function notNeeded(ports: LinkingPorts, person: Person): Promise<Refused | null> {
  const own = await ports.accounts.of(person.slackId);
  const catalog = (await ports.catalogs.active()).people;
  const hasToken = !ports.accounts.keepsTokens || (own !== null && (await ports.accounts.hasToken(person.slackId)));
  const verdict = mayBegin({ person, catalog, own }, hasToken);
  if (verdict.may) return null;
  const { why, who } = verdict;
  return {
    kind: 'refused',
    title: 'There is nothing to link',
    lines: [why, ...(who.length > 0 ? [`Who can change it: ${who.join(', ')}.`] : [])],
  };
}

async function notLinked({ catalogs }: LinkingPorts, by: Person, other: boolean): Promise<Refused> {
  const { githubLogin } = by;
  const byEmail = linkedBy(by, (await catalogs.active()).people, null) === 'email';
  const line = other
    ? 'You have linked another account since; /quarterdeck whoami shows which.'
    : githubLogin === null
      ? 'You have linked no GitHub account.'
      : byEmail
        ? `You are known as ${githubLogin} by your e-mail address, which GitHub has verified. What you show with /quarterdeck link goes before it.`
        : `The catalog knows you as ${githubLogin}; whoever keeps it can change that.`;
  return { kind: 'refused', title: 'There is nothing to unlink', lines: [line] };
}
