import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChangedConversation } from './changed-conversation.ts';
import { converseChanged } from './changed-conversation.ts';
import { inTurn, outWithItsRun, replacing } from './changed-example.ts';
import type { Message } from './conversation.ts';
import { readable } from './conversation.ts';
import { askProduction, deployStaging } from './production.ts';
import { buttons } from './readable.ts';

/** Who is who, and who answers for whom. Developers are a team on GitHub here, and the catalog does not know Devin, Luis and Sofia. */
describe('people', { timeout: 60_000 }, () => {
  let c: ChangedConversation;
  beforeAll(async () => {
    c = await converseChanged({
      'quarterdeck.yml': inTurn(
        outWithItsRun,
        replacing([
          ['{ slack_groups: [developers] }', '{ github_teams: [acme/developers] }'],
          ['  - { email: dev2@acme.example, github: devin-ops }\n', ''],
          ['  - { email: lead2@acme.example, github: luis-lead }\n', ''],
          ['  - { email: sec@acme.example, github: sofia-sec }\n', ''],
        ]),
      ),
    });
  }, 60_000);
  afterAll(() => c?.close());

  const code = async (handle: string) => {
    const text = await c.asks(handle, '/quarterdeck link', /Link your GitHub account/);
    expect(text).toContain('This code is yours alone');
    expect(text).toContain('never enter a code that somebody has sent you');
    return /[B-Z]{4}-[B-Z]{4}/.exec(text)?.[0] ?? '';
  };
  const enters = (handle: string, shown: string, approve = true) =>
    c.call('POST', `/api/people/${handle}/device`, { code: shown, approve });
  const answer = (handle: string, pattern: RegExp) => c.reads('deployments', pattern, { as: handle });

  describe('linked with GitHub', () => {
    let told: Message;

    test('who is not known on GitHub holds no role of a team there, and reads how to change that', async () => {
      const refused = await c.asks('dev2', '/deploy staging worker', /Not deployed/);
      expect(refused).toContain('No GitHub account is linked to this person. /quarterdeck link does it.');
      expect(await c.asks('dev2', '/quarterdeck whoami', /You are Devin/)).toContain('type /quarterdeck link');
    });

    test('by signing in there: the code is for them alone, and what it allows is there at once', async () => {
      const [devin, luis] = [await code('dev2'), await code('lead2')];
      expect(devin).not.toBe(luis);
      expect((await c.messages('deployments', 'dev')).map(readable).join()).not.toContain(devin);
      await enters('dev2', devin);
      await enters('lead2', luis, false);
      await answer('dev2', /Linked: you are devin-ops on GitHub/);
      await answer('lead2', /Not linked[\s\S]*On GitHub it was not allowed/);
      told = await c.reads('@dev2', /You are devin-ops on GitHub/, { as: 'dev2' });
      expect(readable(told)).toContain('the token for it is kept encrypted');
      expect(buttons(told)).toEqual(['Unlink']);
      await c.reads('operations', /Devin Okafor is now known as devin-ops on GitHub/);
      expect(await c.asks('dev2', '/deploy staging worker --dry-run', /Dry run/)).toContain('Permission* passed');
      expect(await c.asks('dev2', '/quarterdeck link', /nothing to link/)).toContain('devin-ops already');
    });

    test('not with an account that is somebody else’s, whoever was talked into entering the code', async () => {
      const [sofia, luis] = [await code('sec'), await code('lead2')];
      await enters('dev2', sofia);
      await enters('dev', luis);
      const refused = readable(await answer('sec', /Not linked/));
      expect(refused).toMatch(
        /devin-ops is linked to Devin Okafor.*Who can help: Devin Okafor with \/quarterdeck unlink/s,
      );
      expect(readable(await answer('lead2', /catalog links dana-dev/))).toContain('whoever keeps the catalog');
      expect(await c.asks('sec', '/quarterdeck whoami', /You are Sofia/)).toContain('type /quarterdeck link');
    });

    test('unlinked with the button, and every step is on record', async () => {
      await c.presses('dev2', 'Unlink', told, '@dev2');
      await c.reads('@dev2', /Unlinked: you are no longer known as devin-ops/, { as: 'dev2' });
      expect(await c.asks('dev2', '/quarterdeck unlink', /nothing to unlink/)).toContain('linked no GitHub account');
      expect(await c.asks('dev2', '/deploy staging worker', /Not deployed/)).toContain('No GitHub account is linked');
      const log = await c.asks('dev', '/audit devin-ops', /devin-ops/);
      expect(log).toMatch(
        /Devin Okafor.*no longer known[\s\S]*Sofia Marchetti.*was not linked[\s\S]*Devin Okafor.*showed to be/,
      );
    });
  });

  describe('standing in for somebody', () => {
    test('only for a role of one’s own, only by full members, and both read of it', async () => {
      const no = (handle: string, text: string) =>
        c.asks(handle, `/quarterdeck delegate ${text}`, /Nobody stands in for you/);
      expect(await no('lead', '@guest for 1d')).toContain('Gus Hartley is not a full member');
      expect(await no('dev', '@dev2 for 1d')).toMatch(
        /Dana Whitfield does not have the role release-managers.*one's own/s,
      );
      expect(await no('lead', '@dev2 for 31d')).toContain('at most 30 days');
      const given = await c.asks('lead', '/quarterdeck delegate @sec for 8h', /Who approves in whose place/);
      expect(given).toMatch(/\*Sofia Marchetti\* approves for you \(release-managers\) until/);
      expect(readable(await c.reads('@sec', /Who approves in whose place/, { as: 'sec' }))).toContain(
        'You approve for *Lena Brandt* (release-managers)',
      );
      expect(await no('sec', '@dev2 for 1d')).toContain('not one that was handed over');
      expect(await c.asks('sec', '/quarterdeck whoami', /You are Sofia/)).toContain('You approve for *Lena Brandt*');
    });

    test('nobody decides for whoever asked', async () => {
      await deployStaging(c);
      const card = await askProduction(c, 'lead', 'v1.4.0');
      expect(await c.isTold('sec', 'Approve', card, /does not count/)).toContain(
        'Lena Brandt asked for this deployment, and nobody decides for whoever asked.',
      );
      await c.presses('lead', 'Cancel', card);
      await c.becomes(card, /\*Cancelled\*/);
    });

    test('the card says who stands in, and whose vote it was; ended, it is over at once', async () => {
      const card = await askProduction(c, 'dev', 'v1.4.0');
      expect(readable(card)).toMatch(/Who may approve:\* release-managers, Sofia Marchetti for Lena Brandt until/);
      expect(await c.isTold('sre', 'Approve', card, /does not count/)).toContain('Sam Ikeda does not have the role');
      await c.presses('sec', 'Approve', card);
      await c.becomes(card, /Approved by Sofia Marchetti for Lena Brandt \(release-managers\)/);
      expect(await c.asks('dev', '/audit action=approval.voted', /approved/)).toContain('approved for Lena Brandt');
      expect(await c.asks('lead', '/quarterdeck delegate list', /whose place/)).toContain('Sofia Marchetti');
      await c.asks('lead', '/quarterdeck delegate off', /Sofia Marchetti no longer approves in your place/);
      await c.reads('@sec', /You no longer approve for Lena Brandt/, { as: 'sec' });
      expect(await c.asks('sec', '/quarterdeck delegate list', /in anybody’s place/)).not.toContain('Lena');
      await c.becomes(card, /\*Running\*/);
      await c.passes({ advance: '30m' });
      await c.becomes(card, /\*Succeeded\*/);
      // Their commits are in production: authors who are known on Slack are mentioned, the others named.
      const commits = /Commits by (.*)/.exec(await c.thread(card, /Commits by/))?.[1];
      expect(commits).toMatch(/luis-lead/);
      expect(commits).not.toMatch(/dana-dev|sam-sre/);
    });
  });

  test('each person says what they do not want to be told', async () => {
    await c.asks('dev', '/quarterdeck mute authors for 8h', /You are not mentioned for your commits until/);
    expect(await c.asks('dev', '/quarterdeck whoami', /You are Dana/)).toContain(
      '*Muted*  mentions for your commits until',
    );
    expect(await c.asks('dev', '/quarterdeck mute everything', /could not be read/)).toContain(
      'all, authors, reminders',
    );
    await c.asks('dev', '/quarterdeck unmute', /mentioned and reminded again/);
    expect(await c.asks('dev', '/quarterdeck whoami', /You are Dana/)).not.toContain('*Muted*');
  });

  test('by an e-mail address that GitHub has verified, once the catalog wants it, and by no other', async () => {
    const verified = (handle: string, ...addresses: string[]) =>
      c.call('POST', `/api/people/${handle}/verified-emails`, { addresses });
    await verified('dev2', 'dev2@acme.example');
    await verified('lead2', 'lead2@acme.example');
    await verified('sec', 'sec@acme.example', 'lead2@acme.example');
    expect(await c.asks('dev2', '/deploy staging worker', /Not deployed/)).toContain('No GitHub account is linked');
    await c.example.change('quarterdeck.yml', (text) => `link_by_email: acme\n${text}`);
    // A changed file is taken in at its own time.
    const deadline = Date.now() + 20_000;
    let devin = '';
    while (!devin.includes('by your e-mail address') && Date.now() < deadline)
      devin = await c.asks('dev2', '/quarterdeck whoami', /You are Devin/);
    expect(devin).toContain('`devin-ops`, by your e-mail address, which GitHub has verified');
    expect(await c.asks('dev2', '/deploy staging worker --dry-run', /Dry run/)).toContain('Permission* passed');
    expect(await c.asks('dev2', '/quarterdeck unlink', /nothing to unlink/)).toContain('by your e-mail address');
    expect(await c.asks('lead2', '/quarterdeck whoami', /You are Luis/)).toContain('*On GitHub*  not known');
    expect(await c.asks('sec', '/quarterdeck whoami', /You are Sofia/)).toContain('`sofia-sec`, by your e-mail');
    expect(await c.asks('dev', '/quarterdeck whoami', /You are Dana/)).toContain('`dana-dev`, by the catalog');
    await enters('sec', await code('sec'));
    await answer('sec', /Linked: you are sofia-sec on GitHub/);
    expect(await c.asks('sec', '/quarterdeck whoami', /You are Sofia/)).toContain('by your own sign-in there');
  });
});
