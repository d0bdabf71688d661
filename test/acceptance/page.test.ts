import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBrowser } from '../sandbox/page/browser.ts';
import { type Sandbox, startSandbox } from './start-sandbox.ts';

/** What the first page of the README promises, done as a person does it: with the mouse and the keyboard, on the page. */
let sandbox: Sandbox;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [sandbox, browser] = await Promise.all([startSandbox(1_200), openBrowser()]);
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(20_000);
  await page.goto(sandbox.url);
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await sandbox?.stop();
});

const message = (text: RegExp) => page.getByRole('article').filter({ hasText: text }).last();
const type = async (text: string) => {
  const composer = page.getByRole('combobox', { name: /^Message #/ });
  await composer.fill(text);
  await composer.press('Enter');
};
const be = async (name: RegExp) => {
  await page.getByRole('button', { name: /^You are/ }).click();
  await page.getByRole('menuitemradio', { name }).click();
};

test('staging is watched, production is asked for, approved by somebody else, and arrives', async () => {
  await type('/deploy staging');
  const staging = message(/→ staging[\s\S]*Stages/);
  await staging.getByText('Deploy to staging').waitFor();
  await message(/^(?!.*Only visible)[\s\S]*→ staging[\s\S]*Succeeded/).waitFor();

  await type('/deploy production');
  const production = message(/→ production[\s\S]*Waiting for approval/);
  await production.getByRole('button', { name: 'Approve' }).waitFor();
  await be(/Lena/);
  await production.getByRole('button', { name: 'Approve' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
  // It goes from one colour to the other, and is watched on the way.
  await message(/→ production[\s\S]*Succeeded/).waitFor({ timeout: 60_000 });
  expect(
    await page
      .getByRole('article')
      .filter({ hasText: /→ production[\s\S]*Stages/ })
      .count(),
  ).toBe(1);
}, 120_000);

test('a refusal is read by its sender alone, and says every reason', async () => {
  await be(/Dana/);
  await type('/deploy production v1.4');
  const refusal = message(/v1\.4 to production/);
  await refusal.getByText('Only visible to you').waitFor();
  await refusal.getByText(/does not fit/).waitFor();
  await be(/Lena/);
  await page
    .getByText(/does not fit/)
    .first()
    .waitFor({ state: 'detached' });
});
