import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/model/fault.ts';
import type { Notice } from '../../src/model/notice.ts';
import { minute } from '../../src/model/time.ts';
import type { WorkflowDefinition } from '../../src/ports/durable.ts';
import { link, linkWorkflow, linkWorkflowId } from '../../src/workflows/link.ts';
import { catalog, now, person } from '../builders.ts';
import { createFakeAudit } from '../fakes/audit.ts';
import { createFakeButtons } from '../fakes/buttons.ts';
import { createFakeCatalogs } from '../fakes/catalogs.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFakeDurable } from '../fakes/durable.ts';
import { createFakeGitHubAccounts } from '../fakes/github-accounts.ts';
import { createFakeGitHubLogin } from '../fakes/github-login.ts';
import { createFakeChat } from '../fakes/outbox.ts';

const dana = person('dev', { githubLogin: null });
const dev = { login: 'dana-dev', githubId: 4101 };

/** Linking on fakes. `pauses`: what happens during each pause between two questions, in turn. */
function open(pauses: ((at: ReturnType<typeof world>) => void)[] = []) {
  return world(pauses);
}

function world(pauses: ((at: ReturnType<typeof world>) => void)[]) {
  const clock = createFakeClock(now);
  const audit = createFakeAudit();
  const chat = createFakeChat();
  const accounts = createFakeGitHubAccounts();
  const waited: number[] = [];
  let real = now;
  const login = createFakeGitHubLogin(() => real);
  const kinds = new Map([[dana.slackId, dana]]);
  const ports = {
    audit,
    accounts,
    buttons: createFakeButtons(),
    catalogs: createFakeCatalogs(catalog()),
    chat,
    clock,
    login,
    people: {
      person: async () => person('lead', { name: 'Lena Brandt' }),
      membership: async (slackId: string) => ({ person: kinds.get(slackId) ?? dana, roles: [], unverified: [] }),
      byGitHub: async () => null,
      holders: async () => [],
    },
    pause: async (length: number) => {
      waited.push(length);
      real += length;
      pauses[waited.length - 1]?.(at);
    },
    realNow: () => real,
  };
  const workflows: WorkflowDefinition[] = [{ name: linkWorkflow, body: link(ports) }];
  const durable = createFakeDurable(clock, workflows);
  const at = {
    ports,
    accounts,
    audit,
    chat,
    durable,
    login,
    kinds,
    waited,
    async asks(id = '1') {
      const request = { id, by: dana, channel: 'C0DEPLOYS', responseUrl: null };
      await durable.start(linkWorkflow, linkWorkflowId(id), request);
      await durable.runUntilIdle();
    },
    told: () => chat.whispers.map(({ notice }) => say(notice)),
    actions: () => audit.entries.map(({ action, subject }) => `${action} ${subject}`),
  };
  return at;
}

function say(notice: Notice): string {
  if (notice.kind === 'link-code') return `${notice.userCode} at ${notice.url}, ${notice.minutes} min`;
  return notice.kind === 'text' ? [notice.title, ...notice.lines].join(' | ') : notice.kind;
}

describe('linking a GitHub account', () => {
  test('the code is shown to who asked alone; who entered it is linked to them, confirmed directly and seen by operations', async () => {
    const at = open([() => {}, ({ login }) => login.decide('CODE-1', dev)]);
    await at.asks();
    expect(at.told()).toEqual([
      'CODE-1 at https://github.com/login/device, 15 min',
      'Linked: you are dana-dev on GitHub | /quarterdeck whoami shows what it allows.',
      expect.stringMatching(/^You are dana-dev on GitHub.*If this is not your account, unlink it at once/),
    ]);
    expect(at.chat.whispers[2]?.notice).toMatchObject({ buttons: [{ kind: 'unlink-github', label: 'Unlink' }] });
    expect(say(at.chat.messages.get('link:1') ?? { kind: 'help', commands: [] })).toContain(
      'dev is now known as dana-dev on GitHub',
    );
    expect(await at.accounts.of(dana.slackId)).toMatchObject({ ...dev, by: 'link:1', since: now });
    expect(await at.accounts.tokenOf(dana.slackId)).toBe('ghu_fake');
    expect(at.actions()).toEqual(['person.linked dana-dev']);
  });

  test('no token and no device code is told or audited, and no step returns a token', async () => {
    const at = open([({ login }) => login.decide('CODE-1', dev)]);
    await at.asks();
    const public_ = JSON.stringify([at.chat.whispers, [...at.chat.messages.values()], at.audit.entries]);
    expect(public_).toContain('CODE-1');
    expect(public_).not.toMatch(/ghu_|device-1/);
  });

  test('who asks too often slows down, and an outage is waited out', async () => {
    const at = open();
    const answers = [
      { kind: 'slow-down' as const, interval: 10_000 },
      new Fault('unavailable', 'GitHub is away.'),
      { kind: 'pending' as const },
      { kind: 'denied' as const },
    ];
    at.ports.login.ask = async () => {
      const next = answers.shift();
      if (next instanceof Error || !next) throw next;
      return next;
    };
    await at.asks();
    expect(at.waited).toEqual([5_000, 10_000, 10_000, 10_000]);
    expect(at.told()[1]).toContain('On GitHub it was not allowed');
    expect(at.actions()).toEqual([]);
  });

  test('a code that nobody enters expires after its quarter of an hour', async () => {
    const at = open();
    await at.asks();
    expect(at.waited.length * 5_000).toBe(15 * minute);
    expect(at.told()[1]).toContain('The code expired before it was used');
  });

  test('an account of somebody else is refused, with who can help, and audited', async () => {
    const at = open([({ login }) => login.decide('CODE-1', dev)]);
    const token = { token: 'ghu_x', expiresAt: null, refresh: null };
    const held = { ...dev, slackId: 'U0LEAD000', since: now, how: 'device-flow' as const, by: 'link:0' };
    await at.accounts.link(held, token);
    await at.asks();
    expect(at.told()[1]).toMatch(/Not linked \| dana-dev is linked to Lena Brandt.*Who can help: Lena Brandt with/);
    expect(await at.accounts.of(dana.slackId)).toBeNull();
    expect(at.actions()).toEqual(['person.link-refused dana-dev']);
  });

  test('who has become a guest meanwhile is not linked', async () => {
    const at = open([
      ({ login, kinds }) => {
        login.decide('CODE-1', dev);
        kinds.set(dana.slackId, { ...dana, kind: 'guest' });
      },
    ]);
    await at.asks();
    expect(at.told()[1]).toContain('not a full member');
    expect(await at.accounts.of(dana.slackId)).toBeNull();
  });

  test('a process that dies just after the link says so all the same, once', async () => {
    const at = open([({ login }) => login.decide('CODE-1', dev)]);
    const { link: keep } = at.accounts;
    let died = false;
    at.ports.accounts.link = async (account, token) => {
      const answer = await keep(account, token);
      if (!died) {
        died = true;
        at.durable.kill();
        await new Promise(() => {});
      }
      return answer;
    };
    await at.asks();
    expect(died).toBe(true);
    at.durable.restart();
    await at.durable.runUntilIdle();
    expect(at.told()[1]).toContain('Linked: you are dana-dev');
    expect(at.actions()).toEqual(['person.linked dana-dev']);
  });

  test('GitHub gives out no codes: said with who has to mend it', async () => {
    const at = open();
    at.ports.login.begin = async () => {
      throw new Fault('invalid', 'GitHub gives out no codes for this App. Whoever owns it has to enable it.');
    };
    await at.asks();
    expect(at.told()).toEqual([
      'Not linked | GitHub gives out no codes for this App. Whoever owns it has to enable it.',
    ]);
  });
});
