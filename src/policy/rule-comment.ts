import type { ApprovalRule } from '../model/catalog.ts';
import { shortSha } from '../model/commit.ts';
import type { Deployment } from '../model/deployment.ts';

/**
 * What Quarterdeck tells GitHub with its answer, as Markdown: who decided, what it is about, and where it can be read. `link`: the
 * deployment's message; null when it has none yet.
 */
export function ruleComment(
  deployment: Pick<Deployment, 'id' | 'approval' | 'requester' | 'ref' | 'sha' | 'target' | 'environment'>,
  link: string | null,
): string {
  const { approval, requester, ref, sha, target, environment } = deployment;
  const approvers = approval?.votes.filter(({ choice }) => choice === 'approve') ?? [];
  const names = approvers.map(({ person, role }) => `${plain(person.name)} (${plain(role)})`);
  const who =
    names.length > 0 ? `Approved in Slack by ${names.join(', ')}.` : 'Every gate passed; nobody has to approve.';
  const what = `${plain(target)} ${plain(ref.name)} (${shortSha(sha)}) to ${plain(environment)}`;
  return `${who} ${what}, asked for by ${plain(requester.name)}. ${messageLink(deployment, link)}`;
}

/** What is waited for in Slack before the run may enter. */
export function sayApprovals({ id }: Pick<Deployment, 'id'>, { required, roles }: ApprovalRule): string {
  const count = required === 1 ? 'an approval' : `${required} approvals`;
  return `Waits in Slack for ${count} by ${roles.map(plain).join(' or ')}. Quarterdeck deployment ${id}.`;
}

/** Why the run may not enter. */
export function refusalComment(deployment: Pick<Deployment, 'id'>, why: string, link: string | null): string {
  return `${plain(why)} ${messageLink(deployment, link)}`;
}

function messageLink({ id }: Pick<Deployment, 'id'>, link: string | null): string {
  return link === null ? `Quarterdeck deployment ${id}.` : `[Quarterdeck deployment ${id}](${link})`;
}

/** Names and reasons from Slack: on GitHub they mention nobody, link nothing and format nothing. */
function plain(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[\\`*_[\]<>|~#]/g, (sign) => `\\${sign}`)
    .replaceAll('@', '@\u200b');
}
