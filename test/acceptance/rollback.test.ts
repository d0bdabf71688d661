import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ChangedConversation, converseChanged } from './changed-conversation.ts';
import { replacing } from './changed-example.ts';
import type { Message } from './conversation.ts';
import { readable } from './conversation.ts';
import { servedAt } from './serving.ts';

/** AlphaVelocity's production without what has to come before a deploy: what is told here is how it comes back. */
function onlyItsRollback(text: string): string {
  const approvals = text.lastIndexOf('        # "Protection: Requires environment approval".');
  const delivery = text.indexOf('        # "Health check", "Run smoke tests"', approvals);
  return replacing([
    ['          after: { environment: staging, same: tree }\n', ''],
    ['          checks:\n            required: [build-status]\n', ''],
    ['            coverage: { from: { artifact: coverage, file: coverage.xml }, minimum: 70 }\n', ''],
    ['          already_running: refuse\n', '          already_running: allow\n'],
  ])(`${text.slice(0, approvals)}${text.slice(delivery)}`);
}

const world = replacing([
  ['ago: 4h, tree: b8 }\n  develop:', 'ago: 4h, files: [simple_db_migration.py] }\n  develop:'],
]);

describe('a rollback', { timeout: 60_000 }, () => {
  let c: ChangedConversation;
  let bad: Message;
  let back: Message;

  /** Its run is over. */
  async function goesOut(version: string): Promise<Message> {
    const after = (await c.messages('deployments')).at(-1)?.ts ?? '0';
    await c.types('lead', `/deploy production ${version}`);
    const pattern = new RegExp(`${version} [\\s\\S]*→ production[\\s\\S]*\\*Running\\*`);
    const card = await c.reads('deployments', pattern, { after, thread: false });
    // GitHub holds it before production, until the bot has let it in.
    await c.passes({ advance: '2m' });
    await c.becomes(card, /Deploy to production\nrunning/);
    await c.passes({ advance: '7m' });
    return card;
  }
  /** It is out, and has been looked at for a quarter of an hour. */
  async function deployed(version: string): Promise<Message> {
    const card = await goesOut(version);
    await c.becomes(card, /\*Succeeded\*[\s\S]*Watched until/);
    await c.passes({ advance: '16m' });
    return c.becomes(card, /Watch passed: verified/);
  }
  /** The message of the channel, threads among them, that reads so and has such a button. */
  async function withButton(pattern: RegExp, label: RegExp): Promise<{ message: Message; button: string }> {
    const message = await c.reads('deployments', pattern);
    const button = label.exec(readable(message))?.[0] ?? expect.fail(readable(message));
    return { message, button };
  }

  beforeAll(async () => {
    const changes = { 'quarterdeck.yml': onlyItsRollback, 'world.yml': world };
    c = await converseChanged(changes, { example: 'alphavelocity' });
    await deployed('v1.3.0');
    bad = await deployed('v1.4.0');
  }, 90_000);
  afterAll(() => c?.close());

  test('is refused with who can, and with the versions that there are', async () => {
    const text = await c.asks('dev', '/rollback production', /You may not roll back production/);
    expect(text).toMatch(/Who can: somebody with the role release-managers or sre/);
    const unknown = await c.asks('sre', '/rollback production v1.3.1', /There is no version "v1.3.1"/);
    expect(unknown).toMatch(/Did you mean v1\.3\.0\?[\s\S]*Verified there, newest first: v1\.4\.0 \(\w+\), v1\.3\.0/);
    expect(await c.asks('sre', '/rollback production v1.4.0', /is what runs in production/)).toMatch(
      /without a version/,
    );
    expect(await c.asks('sre', '/rollback staging v9 v10', /could not be read/)).toMatch(
      /two versions: "v9" and "v10"/,
    );
  });

  test('says what it would do', async () => {
    const text = await c.asks('sre', '/rollback production --dry-run', /this is a dry run/);
    expect(text).toMatch(/alphavelocity in production would go back from v1\.4\.0 \(\w+\) to v1\.3\.0/);
    expect(text).toMatch(
      /By rollback\.yml on GitHub, started on the default branch\. The pipeline promises it within 3 min/,
    );
    expect(text).toMatch(/Database migrations lie between/);
    expect(text).toMatch(/Afterwards v1\.4\.0 \(\w+\) is quarantined and production is locked/);
  });

  test('without words it asks by a form, with the versions that were verified there', async () => {
    const { view } = await c.types('sre', '/rollback');
    const form = JSON.stringify(view?.blocks);
    expect(form).toMatch(/v1\.3\.0 \(\w+\), verified/);
    expect(form).toContain('What is wrong?');
  });

  test('begins with a press, passes a lock and says so, and shows what goes back against a running clock', async () => {
    await c.types('dev', '/lock production incident 4711');
    await c.reads('deployments', /incident 4711/);
    const { button } = await withButton(
      /v1\.4\.0 [\s\S]*→ production[\s\S]*Roll back to/,
      /Roll back to v1\.3\.0 \(\w+\)/,
    );
    const told = await c.isTold('sre', button, bad, /Rolling back/);
    expect(told).toMatch(/v1\.4\.0 → v1\.3\.0/);
    back = await c.reads('deployments', /Roll back alphavelocity in production[\s\S]*\*Running\*/, { thread: false });
    const card = readable(await c.becomes(back, /Database migrations lie between/));
    expect(card).toMatch(/\*From → to\* {2}`v1\.4\.0` `\w+` {2}→ {2}`v1\.3\.0`/);
    expect(card).toMatch(/of 3 min/);
    expect(card).toMatch(/1 commit/);
    expect(card).toMatch(/All of production is locked by .*incident 4711\. This is a rollback, and rollbacks pass/);
    expect(card).toMatch(/Rolled back by/);
  });

  test('leaves production as it was: the bad deployment says so, and the thread has the time line', async () => {
    await c.passes({ advance: '4m' });
    await c.becomes(back, /\*Succeeded\*/);
    expect(readable(await c.becomes(bad, /\*Rolled back\*/))).toMatch(/Taken back to v1\.3\.0 \(\w{7}\) by/);
    const thread = await c.thread(back, /Time line[\s\S]*The database is as it was/);
    expect(thread).toMatch(/The earlier version runs again/);
    expect(thread).toMatch(
      /v1\.4\.0 \(\w+\) was asked for by[\s\S]*began to take production back to v1\.3\.0[\s\S]*runs in production again/,
    );
    expect(thread).toMatch(/The last good backup \(deploy\.yml\) began .* ago/);
    expect(await c.asks('dev', '/deploys production', /Deployments/)).toMatch(/v1\.3\.0/);
  });

  test('the bad version is refused there until somebody releases it', async () => {
    const refusal = await c.asks('lead', '/deploy production v1.4.0', /Not deployed/);
    expect(refusal).toMatch(/Quarantine\* blocked: v1\.4\.0 \(\w+\) of alphavelocity was taken back in production by/);
    expect(refusal).toMatch(/Lock\* blocked/);
    expect(await c.asks('dev', '/rollback release production v1.4.0', /You may not release/)).toMatch(/Who can/);
    expect(await c.asks('sre', '/rollback release production v1.9', /is not quarantined/)).toMatch(
      /Quarantined there: v1\.4\.0/,
    );
    const { message, button } = await withButton(/Time line/, /Release v1\.4\.0 \(\w+\)/);
    await c.isTold('lead', button, message, /may go to production again/);
    await c.thread(back, /released it for alphavelocity/);
    expect(await c.asks('lead', '/deploy production v1.4.0', /Not deployed/)).not.toMatch(/Quarantine\* blocked/);
  });

  test('the database is restored when somebody presses, once, and its end is told', async () => {
    const { message, button } = await withButton(/The database is as it was/, /Restore the database/);
    expect(await c.isTold('dev', button, message, /You may not restore this database/)).toMatch(/Who can/);
    await c.presses('sre', button, message);
    await c.thread(back, /has the database of production restored/);
    await c.isTold('lead', button, message, /Somebody has pressed before you/);
    await c.passes({ advance: '5m' });
    await c.thread(back, /The database of production is restored/);
  });

  test('one whose addresses answer with errors is brought back by itself; its database is left to a person', async () => {
    await c.asks('lead', '/unlock production', /Unlocked/);
    const good = await servedAt(c, 'alphavelocity.com', '/');
    await c.scenario('error-spike', { percent: 100 });
    const failed = await goesOut('v1.4.0');
    const text = readable(await c.becomes(failed, /\*Failed\*/));
    expect(text).toMatch(/alphavelocity has failed its check "API" 3 times in a row: It answered 500; 200 is right\./);
    expect(text).toMatch(/Its run had put it live already, and it serves until the version before is back/);
    const again = await c.reads('deployments', /Roll back alphavelocity in production, v1\.4\.0 → v1\.3\.0/, {
      after: failed.ts,
      thread: false,
    });
    await c.becomes(again, /Rolled back by\*\nQuarterdeck, by its rule/);
    await c.passes({ advance: '4m' });
    await c.becomes(again, /\*Succeeded\*/);
    await c.becomes(failed, /\*Rolled back\*[\s\S]*Taken back to v1\.3\.0/);
    expect(await c.thread(again, /Time line[\s\S]*The database is as it was/)).toMatch(/Restore the database/);
    expect(await servedAt(c, 'alphavelocity.com', '/')).toBe(good);
  });
});
