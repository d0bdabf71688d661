import { z } from 'zod';
import { Fault } from '../../model/fault.ts';
import type { Instant } from '../../model/time.ts';
import { minute, second } from '../../model/time.ts';
import type { VerifiedMember } from '../../model/verified-member.ts';
import type { VerifiedEmails } from '../../ports/verified-emails.ts';
import type { GitHub } from './client.ts';
import { askGraph } from './graph.ts';
import { membersQuery } from './queries.ts';

const page = z.object({
  organization: z.object({
    membersWithRole: z.object({
      pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
      nodes: z.array(z.object({ login: z.string(), organizationVerifiedDomainEmails: z.array(z.string()) })),
    }),
  }),
});
type Page = z.output<typeof page>;

const mostPages = 200;
const keepFor = 5 * minute;
/** That GitHub did not answer is kept too, so that not everybody waits for it in turn. */
const keepFailureFor = 30 * second;

/** The members of organisations with their verified addresses. Needs the organization permission "Members: read". */
export function createVerifiedEmails(github: GitHub): VerifiedEmails {
  const kept = new Map<string, { until: Instant; answer: Promise<VerifiedMember[]> }>();
  // A command waits for it.
  const hurried = github.withPatience(5 * second);
  return {
    of(organization) {
      const known = kept.get(organization);
      if (known && known.until > github.now()) return known.answer;
      const entry = { until: github.now() + keepFor, answer: readMembers(hurried, organization) };
      entry.answer.catch(() => {
        entry.until = github.now() + keepFailureFor;
      });
      kept.set(organization, entry);
      return entry.answer;
    },
  };
}

/** As GitHub says now. */
export async function readMembers(github: GitHub, organization: string): Promise<VerifiedMember[]> {
  const what = `verified e-mail addresses of ${organization}`;
  const place = { owner: organization, repository: null };
  const found: VerifiedMember[] = [];
  let after: string | null = null;
  for (let number = 1; number <= mostPages; number++) {
    const answer: Page = await askGraph(github, place, membersQuery, { organization, after }, page, what);
    const { nodes, pageInfo } = answer.organization.membersWithRole;
    for (const { login, organizationVerifiedDomainEmails: emails } of nodes)
      found.push({ login, emails: [...new Set(emails.map((email) => email.trim().toLowerCase()))] });
    if (!pageInfo.hasNextPage) return found;
    after = pageInfo.endCursor;
  }
  // Whether an address is one member's alone is not known of a part of them.
  throw new Fault('rejected', `${organization} has more members on GitHub than can be looked at (${found.length}).`);
}
