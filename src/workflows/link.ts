import { ofOutside } from '../model/fault.ts';
import type { UserToken } from '../model/github-account.ts';
import type { Notice } from '../model/notice.ts';
import type { Person } from '../model/person.ts';
import { minute } from '../model/time.ts';
import { mayLink } from '../policy/account-link.ts';
import type { Buttons } from '../ports/buttons.ts';
import type { WorkflowContext } from '../ports/durable.ts';
import type { GitHubAccounts } from '../ports/github-accounts.ts';
import type { DeviceCode, GitHubLogin } from '../ports/github-login.ts';
import { record } from './audit.ts';
import type { DeployPorts } from './deploy-ports.ts';
import { tell } from './tell.ts';

export const linkWorkflow = 'link';

export function linkWorkflowId(trigger: string): string {
  return `${linkWorkflow}:${trigger}`;
}

/** Somebody wants to show which GitHub account is theirs. */
export interface LinkRequest {
  id: string;
  by: Person;
  channel: string;
  responseUrl: string | null;
}

export interface LinkPorts
  extends Pick<DeployPorts, 'audit' | 'catalogs' | 'chat' | 'clock' | 'pause' | 'people' | 'realNow'> {
  accounts: GitHubAccounts;
  buttons: Buttons;
  login: GitHubLogin;
}

/** What came of it. No token is in it: what a step returns is stored as it is. */
type Outcome =
  | { kind: 'linked'; login: string; stale: string | null }
  | { kind: 'refused'; login: string; why: string; who: string[] }
  | { kind: 'denied' }
  | { kind: 'over' }
  | { kind: 'failed'; why: string };

/**
 * Shows a code to whoever asked, and to nobody else, waits until it was entered on GitHub, and links the account of whoever entered it
 * to who asked. Time is real: GitHub's codes know no simulated clock.
 */
export function link(ports: LinkPorts) {
  return async (context: WorkflowContext<never>, request: LinkRequest): Promise<void> => {
    const begun = await context.step('ask for a code', () =>
      ports.login.begin().catch((error: unknown) => {
        if (ofOutside(error)) return { why: error.message };
        throw error;
      }),
    );
    if ('why' in begun) {
      await answer(context, ports, request, 'failed', outcomeNotice({ kind: 'failed', why: begun.why }));
      return;
    }
    await context.step('show the code', () =>
      ports.chat.whisper({ ...to(request), key: `${context.id}:code`, notice: codeNotice(begun, ports.realNow()) }),
    );
    const outcome = await context.step('wait for the sign-in', () => awaitSignIn(context, ports, request, begun));
    await settle(context, ports, request, outcome);
  };
}

function codeNotice({ userCode, url, expiresAt }: DeviceCode, realNow: number): Notice {
  return { kind: 'link-code', userCode, url, minutes: Math.max(1, Math.round((expiresAt - realNow) / minute)) };
}

/** Ends when the person has decided or the code has expired; outages are waited out meanwhile. */
async function awaitSignIn<M>(
  context: WorkflowContext<M>,
  ports: LinkPorts,
  request: LinkRequest,
  code: DeviceCode,
): Promise<Outcome> {
  let { interval } = code;
  while (ports.realNow() < code.expiresAt) {
    await ports.pause(interval);
    try {
      const answer = await ports.login.ask(code.deviceCode);
      if (answer.kind === 'signed-in') return await keep(context, ports, request, answer);
      if (answer.kind === 'denied') return answer;
      if (answer.kind === 'over') break;
      if (answer.kind === 'slow-down') interval = Math.max(answer.interval, interval + 1);
    } catch (error) {
      if (!ofOutside(error)) throw error;
      if (error.kind !== 'unavailable') return { kind: 'failed', why: error.message };
    }
  }
  // A code works once: the process may have died, or stood still, just after the link was made.
  const own = await ports.accounts.of(request.by.slackId);
  return own?.by === context.id ? { kind: 'linked', login: own.login, stale: null } : { kind: 'over' };
}

/** Judges and links, by what is so now: whoever asked may be a guest since, and the catalog may have changed. */
async function keep<M>(
  context: WorkflowContext<M>,
  ports: LinkPorts,
  request: LinkRequest,
  signed: { login: string; githubId: number; token: UserToken },
): Promise<Outcome> {
  const { login, githubId, token } = signed;
  const { slackId } = request.by;
  const { person } = await ports.people.membership(slackId, {}, { fresh: true });
  const catalog = (await ports.catalogs.active()).people;
  const account = {
    slackId,
    login,
    githubId,
    since: ports.clock.now(),
    how: 'device-flow' as const,
    by: context.id,
  };
  const judge = async (held: typeof account | null) => {
    const own = await ports.accounts.of(slackId);
    const holder = held && { account: held, name: await nameOf(ports, held.slackId) };
    return mayLink({ person, catalog, own }, signed, holder);
  };
  const verdict = await judge(await ports.accounts.byLogin(login));
  if (!verdict.may) return { kind: 'refused', login, why: verdict.why, who: verdict.who };
  const answer = await ports.accounts.link(account, token);
  if (answer.linked) return { kind: 'linked', login, stale: answer.stale?.slackId ?? null };
  const second = await judge(answer.held);
  const why = second.may ? `${login} could not be linked just now.` : second.why;
  return { kind: 'refused', login, why, who: second.may ? [] : second.who };
}

async function nameOf({ people }: Pick<LinkPorts, 'people'>, slackId: string): Promise<string> {
  return people.person(slackId).then(
    ({ name }) => name,
    () => 'somebody else',
  );
}

/** The result is audited, and read where it was asked for; a link is also confirmed directly, and the operators see it. */
async function settle<M>(
  context: WorkflowContext<M>,
  ports: LinkPorts,
  request: LinkRequest,
  outcome: Outcome,
): Promise<void> {
  const { by } = request;
  if (outcome.kind === 'refused') {
    const { login, why, who } = outcome;
    await record(context, ports, { id: login }, 'person.link-refused', by, { why, who });
  }
  await answer(context, ports, request, 'result', outcomeNotice(outcome));
  if (outcome.kind !== 'linked') return;
  const { login, stale } = outcome;
  const { keepsTokens } = ports.accounts;
  await record(context, ports, { id: login }, 'person.linked', by, { login, how: 'device-flow', keepsTokens, stale });
  await context.step('confirm the link', async () => {
    const action = { kind: 'unlink-github' as const, login };
    const confirm = { title: 'Unlink this account?', text: `You are no longer known as ${login}.`, yes: 'Unlink' };
    const button = { id: await ports.buttons.offer(action), kind: action.kind, label: 'Unlink' };
    await ports.chat.whisper({
      key: `${context.id}:confirmed`,
      person: by.slackId,
      channel: by.slackId,
      responseUrl: null,
      notice: {
        kind: 'text',
        tone: 'success',
        title: `You are ${login} on GitHub, and Quarterdeck knows it now`,
        lines: [
          'If this is not your account, unlink it at once and tell whoever runs Quarterdeck: somebody else has entered your code.',
          keepsTokens
            ? 'Approvals can be given on GitHub in your name; the token for it is kept encrypted.'
            : 'No token was kept. For approvals on GitHub in your name whoever runs Quarterdeck has to set QUARTERDECK_SECRET_KEY.',
        ],
        buttons: [{ ...button, style: 'plain', confirm }],
      },
    });
    const { channels } = await ports.catalogs.active();
    // Whoever was talked into entering another one's code reads their own name here, or a colleague does.
    await ports.chat.show({
      anchor: context.id,
      channel: channels.operations,
      notice: {
        kind: 'text',
        tone: 'info',
        title: `${by.name} is now known as ${login} on GitHub`,
        lines: ['They signed in there. If that is not their account, put the right one under people in the catalog.'],
      },
    });
  });
}

function outcomeNotice(outcome: Outcome): Notice {
  const said = (tone: 'success' | 'warning' | 'error', title: string, lines: string[]): Notice => ({
    kind: 'text',
    tone,
    title,
    lines,
  });
  switch (outcome.kind) {
    case 'linked':
      return said('success', `Linked: you are ${outcome.login} on GitHub`, [
        '/quarterdeck whoami shows what it allows.',
      ]);
    case 'refused':
      return said('error', 'Not linked', [
        outcome.why,
        outcome.who.length > 0 ? `Who can help: ${outcome.who.join(', ')}.` : '',
      ]);
    case 'denied':
      return said('warning', 'Not linked', ['On GitHub it was not allowed. Type /quarterdeck link to try again.']);
    case 'over':
      return said('warning', 'Not linked', [
        'The code expired before it was used on GitHub. Type /quarterdeck link for another one.',
      ]);
    case 'failed':
      return said('error', 'Not linked', [outcome.why]);
  }
}

function to({ by, channel, responseUrl }: LinkRequest) {
  return { person: by.slackId, channel, responseUrl };
}

async function answer<M>(
  context: WorkflowContext<M>,
  ports: LinkPorts,
  request: LinkRequest,
  key: string,
  notice: Notice,
): Promise<void> {
  await tell(context, ports, { ...request, id: key }, notice);
}
