import { createServer } from 'node:http';
import { createNodeMiddleware, createProbot } from 'probot';

/** The floor of webhooks: Probot as it is, with a handler that does nothing. It keeps nothing and knows no delivery again. */
const middleware = await createNodeMiddleware(
  (app) => {
    app.on('workflow_job', () => {});
  },
  {
    probot: createProbot({
      overrides: { githubToken: 'floor', secret: process.env.GITHUB_WEBHOOK_SECRET ?? '', logLevel: 'error' },
    }),
    webhooksPath: '/github/webhooks',
  },
);
createServer((request, response) => void middleware(request, response)).listen(
  Number(process.env.PORT),
  '127.0.0.1',
  () => console.log('ready'),
);
