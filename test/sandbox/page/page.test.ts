import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { environmentProtection } from '../../../sandbox/environment-protection.ts';
import type { Sandbox } from '../../../sandbox/start.ts';
import { openBrowser } from './browser.ts';
import { demoWorld } from './demo-world.ts';

let sandbox: Sandbox;
let browser: Browser;
let page: Page;
let faults: string[];

beforeAll(async () => {
  [sandbox, browser] = await Promise.all([demoWorld(), openBrowser()]);
  expect(await sandbox.bot.whenReady(30_000)).toBe(true);
  page = await browser.newPage({ viewport: { width: 1360, height: 860 } });
  page.setDefaultTimeout(8_000);
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
}, 90_000);

afterAll(async () => {
  await browser?.close();
  await sandbox?.stop();
});

/** One tab, which forgets who it was and is loaded anew for each test. */
beforeEach(async () => {
  faults = [];
  await page.goto(sandbox.url);
  await composer().waitFor();
  return async () => {
    await page.evaluate(() => sessionStorage.clear());
    await page.goto('about:blank');
    expect(faults).toEqual([]);
  };
});

const composer = () => page.getByRole('combobox', { name: /^Message #/ });
const say = async (text: string) => {
  await composer().fill(text);
  await composer().press('Enter');
};
const dialog = (name: string | RegExp) => page.getByRole('dialog', { name });
const last = (text: string | RegExp) => page.getByRole('article').filter({ hasText: text }).last();
const be = async (name: string) => {
  await page.getByRole('button', { name: /^You are/ }).click();
  await page.getByRole('menuitemradio', { name: new RegExp(name) }).click();
};

test('a slash command is completed from the manifest and hinted at', async () => {
  await composer().fill('/');
  const list = page.getByRole('listbox', { name: 'Commands' });
  expect(await list.getByRole('option').count()).toBe(5);
  await composer().fill('/lo');
  await composer().press('Tab');
  expect(await composer().inputValue()).toBe('/lock ');
  await page.getByText('<environment> [service] [for 2h] <reason>').waitFor();
});

test('a command leads to a message that is edited, with a plan, a thread and buttons', async () => {
  await say('/deploy staging');
  const message = last('Deploying trading-engine to staging');
  await message.getByText('(edited)').waitFor();
  await message.getByRole('region', { name: 'Staging · rolling' }).waitFor();
  expect(await message.getByRole('img', { name: 'complete' }).count()).toBe(3);
  expect(await message.getByText('<!channel> is only quoted here, and 2 < 3 & 4').count()).toBe(1);
  await message.getByRole('button', { name: /1 reply/ }).click();
  const thread = page.getByRole('complementary', { name: 'Thread' });
  await thread.getByText('The requested URL returned error: 503').waitFor();
  await thread.getByText('<!channel> &lt;b&gt; *not bold*').waitFor();
});

test('what is only for one person is seen by nobody else', async () => {
  await say('/deploy nowhere');
  await last('Not deployed to production').getByText('Only visible to you').waitFor();
  await be('Lena Brandt');
  await page.getByText('Not deployed to production').waitFor({ state: 'detached' });
  await be('Dana Whitfield');
  const mine = last('Not deployed to production');
  await mine.getByRole('button', { name: 'Dismiss message' }).click();
  await page.getByText('Not deployed to production').waitFor({ state: 'detached' });
});

test('the list of people says who is a guest, and who is of another workspace', async () => {
  await page.getByRole('button', { name: /^You are/ }).click();
  await page.getByRole('menuitemradio', { name: /Gus Hartley.* · guest/ }).waitFor();
  await page.getByRole('menuitemradio', { name: /Stella Novak.* · another workspace/ }).waitFor();
  await page.getByRole('menuitemradio', { name: /Dana Whitfield/ }).click();
});

test('a picture that is wider than the message is shown whole', async () => {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="1800" height="900"><rect width="1800" height="900"/></svg>';
  await page.route('**/chart.svg', (route) => route.fulfill({ contentType: 'image/svg+xml', body: svg }));
  await say('/deploy production');
  const message = last('Production waits for approval');
  const picture = message.getByRole('img', { name: 'errors of the last hour' });
  await expect
    .poll(() => picture.evaluate((image) => Reflect.get(image, 'naturalWidth')), { timeout: 15_000 })
    .toBe(1_800);
  const shown = await picture.boundingBox();
  const room = await message.boundingBox();
  expect((shown?.width ?? 0) / (shown?.height ?? 1)).toBeCloseTo(2, 1);
  expect(shown?.width ?? 0).toBeGreaterThan(300);
  expect(shown?.width ?? 0).toBeLessThan(room?.width ?? 0);
  await message.getByText('The last hour').waitFor();
});

test('a button asks before it acts, and acts as the person one is', async () => {
  await say('/deploy production');
  await be('Lena Brandt');
  const card = last('Production waits for approval');
  await card.getByRole('button', { name: 'Approve' }).click();
  await dialog('Approve v1.4.0?').getByRole('button', { name: 'Not yet' }).click();
  await dialog('Approve v1.4.0?').waitFor({ state: 'detached' });
  await card.getByRole('button', { name: 'Approve' }).click();
  await dialog('Approve v1.4.0?').getByRole('button', { name: 'Approve' }).click();
  await last('Approved by').getByText('@Lena Brandt').waitFor();
});

test('of two buttons of one label the pressed one is meant', async () => {
  await say('/deploy production');
  await last('Production waits for approval').getByRole('button', { name: 'Same' }).nth(1).click();
  await page.getByText('pressed second').first().waitFor();
});

test('a form takes every kind of input, shows errors at their fields and sends what was chosen', async () => {
  await say('/deploy');
  const form = dialog('Deploy');
  await form.getByRole('combobox', { name: 'Environment' }).click();
  await form.getByRole('option', { name: 'production' }).click();
  await form.getByRole('combobox', { name: 'Branch or tag' }).fill('v1.4');
  await form.getByRole('option', { name: 'v1.4.0' }).click();
  await form.getByRole('combobox', { name: 'Services' }).fill('work');
  await page.keyboard.press('Enter');
  await form.getByRole('combobox', { name: 'Services' }).fill('api');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await form.getByRole('combobox', { name: 'Tell' }).fill('Sam');
  await form.getByRole('option', { name: /Sam Ikeda/ }).click();
  await form.getByRole('radio', { name: 'Blue-green' }).check();
  await form.getByRole('checkbox', { name: 'Load test' }).check();
  await form.getByLabel('Not before').fill('2026-01-22');
  await form.getByLabel('Replicas').fill('4');
  await form.getByRole('textbox', { name: 'Reason' }).fill('why');
  await form.getByRole('button', { name: 'Deploy' }).click();
  await form.getByRole('alert').filter({ hasText: 'Say why, in five letters or more.' }).waitFor();
  await form.getByRole('textbox', { name: 'Reason' }).fill('because <it> is Tuesday');
  await form.getByRole('button', { name: 'Deploy' }).click();
  await form.waitFor({ state: 'detached' });
  await last('asked: because <it> is Tuesday').waitFor();
  const asked = sandbox.world.slack.messages('deployments').findLast((message) => message.text.includes('asked:'));
  const { event_payload } = z.object({ event_payload: z.object({ values: z.string() }) }).parse(asked?.metadata);
  const people = Object.fromEntries(sandbox.world.people.map((person) => [person.handle, person.slackId]));
  expect(JSON.parse(event_payload.values)).toMatchObject({
    environment: { environment: { selected_option: { value: 'production' } } },
    ref: { ref: { selected_option: { value: 'v1.4.0' } } },
    services: { services: { selected_options: [{ value: 'worker' }, { value: 'api' }] } },
    reviewer: { reviewer: { selected_user: people.sre } },
    how: { how: { selected_option: { value: 'Blue-green' } } },
    skip: { skip: { selected_options: [{ value: 'Load test' }] } },
    day: { day: { selected_date: '2026-01-22' } },
    replicas: { replicas: { value: '4' } },
  });
});

test('a form that is closed stays closed', async () => {
  await say('/deploy');
  await dialog('Deploy').waitFor();
  await page.keyboard.press('Escape');
  await dialog('Deploy').waitFor({ state: 'detached' });
  await page.reload();
  await composer().waitFor();
  expect(sandbox.world.slack.openView('dev')).toBeNull();
});

test('a channel with something new is marked until it is read', async () => {
  const item = page.getByRole('navigation').getByRole('button', { name: /operations/ });
  sandbox.world.slack.say('sre', { channel: 'operations', text: 'the pager is quiet' });
  await item.getByRole('img', { name: 'unread messages' }).waitFor();
  await item.click();
  await page.getByText('the pager is quiet').waitFor();
  await page
    .getByRole('navigation')
    .getByRole('button', { name: /deployments/ })
    .click();
  await item.getByRole('img', { name: 'unread messages' }).waitFor({ state: 'detached' });
});

test('a permalink leads to its message in the page', async () => {
  await say('/deploy link');
  await last('the linked message').waitFor();
  await page
    .getByRole('navigation')
    .getByRole('button', { name: /operations/ })
    .click();
  await page.getByRole('link', { name: 'that message' }).last().click();
  await composer().and(page.getByLabel('Message #deployments')).waitFor();
  expect(await last('the linked message').getAttribute('class')).toContain('pointed');
});

test('a direct message of the bot is found below it, and only by the person that it is for', async () => {
  const item = page.getByRole('navigation').getByRole('button', { name: 'Direct messages' });
  await say('/deploy direct');
  await item.getByRole('img', { name: 'unread messages' }).waitFor();
  await item.click();
  await last('it is your turn').waitFor();
  await page
    .getByRole('heading', { name: /Direct messages with/ })
    .first()
    .waitFor();
  await be('Lena Brandt');
  await page.getByText('it is your turn').waitFor({ state: 'detached' });
});

test('the Home tab shows what the bot published for this person', async () => {
  await page.getByRole('navigation').getByRole('button', { name: 'Quarterdeck' }).click();
  await page.getByRole('heading', { name: 'What runs where' }).waitFor();
  await page.getByText('@Dana Whitfield').waitFor();
});

test('a scenario is made to happen with its parameters', async () => {
  await page.getByRole('button', { name: 'Scenarios' }).click();
  await page.getByRole('menuitem', { name: /An approver leaves/ }).click();
  const form = dialog('An approver leaves the group');
  await form.getByLabel('Handle').fill('lead2');
  await form.getByRole('button', { name: 'Make it happen' }).click();
  await page.getByText('Scenario: an approver leaves the group.').waitFor();
  const group = sandbox.world.slack.directory().groups.find(({ handle }) => handle === 'release-managers');
  expect(group?.users).toHaveLength(1);
});

test('a commit is pushed as the person one is', async () => {
  const tip = () => sandbox.world.github.world().repositories['acme/trading-engine']?.branches.develop;
  const before = tip();
  await page.getByRole('button', { name: 'Push a commit…' }).click();
  await dialog('Push a commit').getByLabel('Message').fill('Round half to even');
  await dialog('Push a commit').getByRole('button', { name: 'Push' }).click();
  await page.getByText('Pushed to develop.').waitFor();
  expect(tip()).not.toBe(before);
});

test('a workflow is run by hand as the person one is', async () => {
  await page.getByRole('button', { name: 'Runs' }).click();
  const runs = dialog('Workflow runs on GitHub');
  await runs.getByText('Run workflow…').click();
  await runs.getByLabel('Workflow', { exact: true }).selectOption('deploy.yml');
  await runs.getByLabel('Branch or tag').selectOption('develop');
  await runs.getByLabel('Environment to deploy to').selectOption('staging');
  await runs.getByLabel(/Quarterdeck's id/).fill('by hand');
  await runs.getByRole('button', { name: 'Run workflow' }).click();
  await page.getByText('Started Deploy.').waitFor();
  await runs.getByText('Deploy staging · by hand').waitFor();
  await page.keyboard.press('Escape');
  const [started] = sandbox.world.github.world().runs;
  expect(started).toMatchObject({
    event: 'workflow_dispatch',
    actor: 'dana-dev',
    ref: 'develop',
    // No runner is found for it while time stands still.
    status: 'queued',
  });
});

test('a tag is pushed where one says', async () => {
  const repository = () => sandbox.world.github.world().repositories['acme/trading-engine'];
  // Its run would wait for a rule that nobody answers in this world.
  sandbox.world.github.protect('production', null);
  await page.getByRole('button', { name: 'Push a commit…' }).click();
  const form = dialog('Push a commit');
  await form.getByRole('radio', { name: 'A new tag' }).check();
  expect(await form.getByLabel('At the tip of').inputValue()).toBe('main');
  expect(await form.getByRole('button', { name: 'Push' }).isDisabled()).toBe(true);
  await form.getByLabel('Tag', { exact: true }).fill('v2.0.0-rc.1');
  await form.getByLabel('At the tip of').selectOption('develop');
  await form.getByRole('button', { name: 'Push' }).click();
  await page.getByText('Pushed the tag v2.0.0-rc.1.').waitFor();
  expect(repository()?.tags['v2.0.0-rc.1']).toBe(repository()?.branches.develop);
});

test('a reviewer lets a waiting deployment in on GitHub, and who is none cannot', async () => {
  const { github, clock } = sandbox.world;
  // What was pushed before must not be in the way: one deployment to production at a time.
  clock.set(clock.now() + 3_600_000);
  github.protect('production', environmentProtection.parse({ reviewers: { users: ['lead', 'lead2'] } }));
  const pushed = github.push('dev', { repository: 'acme/trading-engine', tag: 'v3.0.0', message: '' });
  const [id] = 'runs' in pushed ? pushed.runs : [];
  await page.getByRole('button', { name: 'Runs' }).click();
  const waits = dialog('Workflow runs on GitHub').getByRole('region', { name: 'production waits' });
  await waits.getByText('a review by Lena Brandt or Luis Ferreira').waitFor();
  expect(await waits.getByRole('button').count()).toBe(0);
  await page.keyboard.press('Escape');
  await be('Lena Brandt');
  await page.getByRole('button', { name: 'Runs' }).click();
  await waits.getByLabel('Comment').fill('ship it');
  await waits.getByRole('button', { name: 'Approve and deploy' }).click();
  await page.getByText('Approved production on GitHub.').waitFor();
  await waits.waitFor({ state: 'detached' });
  const runs = z.array(z.object({ id: z.number(), waiting: z.array(z.unknown()) })).parse(github.world().runs);
  expect(runs.find((run) => run.id === id)?.waiting).toEqual([]);
  github.protect('production', null);
});

test('the clock is moved by a step and set to an instant', async () => {
  const clock = page.getByRole('button', { name: 'World clock' });
  const before = sandbox.world.clock.now();
  await clock.click();
  await page.getByRole('menuitem', { name: '+1 hour' }).click();
  await expect.poll(() => sandbox.world.clock.now()).toBe(before + 3_600_000);
  await clock.click();
  await page.getByRole('menuitem', { name: 'Set to…' }).click();
  const form = dialog('Set the clock');
  const zone = await page.evaluate(() => new Date('2026-02-03T10:30').getTime());
  await form.getByLabel(/Date and time/).fill('2026-02-03T10:30');
  await form.getByRole('button', { name: 'Set' }).click();
  await expect.poll(() => sandbox.world.clock.now()).toBe(zone);
  await clock.getByText('Tue, Feb 3').waitFor();
});

test('the bot is killed and started from the bar, and Slack says when it does not answer', async () => {
  const act = async (words: string, status: string) => {
    await page.getByRole('button', { name: /^Bot: / }).click();
    await page.getByRole('menuitem', { name: words }).click();
    await page
      .getByRole('status')
      .filter({ hasText: `Bot is ${status}` })
      .waitFor();
  };
  await act('Freeze', 'frozen');
  await act('Wake', 'ready');
  await act('Kill', 'stopped');
  await say('/deploy staging');
  await last('/deploy failed with the error "dispatch_failed"').getByText('Only visible to you').waitFor();
  await act('Start', 'ready');
  await page.getByRole('button', { name: /^Bot: / }).click();
  await page.getByRole('menuitem', { name: 'Log' }).click();
  await dialog("The bot's log, newest first").waitFor();
  await page.keyboard.press('Escape');
});
