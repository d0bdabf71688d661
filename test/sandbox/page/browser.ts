import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/** Starts the headless browser that comes with the npm packages: nothing is downloaded. */
export async function openBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    // Not the package's own arguments: they run everything in one process, which ends with its first context.
    args: [
      ...['--no-sandbox', '--no-zygote', '--disable-dev-shm-usage'],
      ...['--disable-gpu', '--disable-software-rasterizer'],
    ],
    headless: true,
  });
}
