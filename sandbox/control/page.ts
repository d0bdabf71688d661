import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import { build } from 'esbuild';
import type { RawRoutes } from './router.ts';

const source = path.resolve(import.meta.dirname, '..', 'page');

/**
 * Serves the page: `/`, `/page.js` and `/page.css`. It is bundled in memory, from now on in the background, so that the
 * bot starts meanwhile; a request waits for it.
 */
export function pageRoutes(): RawRoutes {
  const bundled = bundle();
  // Whoever asks for the page is told of a failure; until then nobody waits for it.
  bundled.catch(() => undefined);
  const serve =
    (type: string, pick: (files: Files) => Uint8Array) => async (_request: unknown, response: ServerResponse) => {
      const content = pick(await bundled);
      response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-cache' });
      response.end(content);
    };
  return {
    'GET /': serve('text/html', ({ html }) => html),
    'GET /page.js': serve('text/javascript', ({ script }) => script),
    'GET /page.css': serve('text/css', ({ style }) => style),
  };
}

interface Files {
  html: Uint8Array;
  script: Uint8Array;
  style: Uint8Array;
}

async function bundle(): Promise<Files> {
  const [html, { outputFiles }] = await Promise.all([
    readFile(path.join(source, 'index.html')),
    build({
      entryPoints: [path.join(source, 'main.tsx')],
      outdir: source,
      entryNames: 'page',
      bundle: true,
      write: false,
      minify: true,
      format: 'esm',
      platform: 'browser',
      jsx: 'automatic',
      loader: { '.woff2': 'dataurl', '.woff': 'dataurl' },
      define: { 'process.env.NODE_ENV': '"production"' },
      logLevel: 'silent',
    }),
  ]);
  const output = (extension: string) => {
    const file = outputFiles.find(({ path: name }) => name.endsWith(extension));
    if (file === undefined) throw new Error(`The page's bundle has no ${extension} file.`);
    return file.contents;
  };
  return { html, script: output('.js'), style: output('.css') };
}
