import { z } from 'zod';
import { environmentProtection } from '../environment-protection.ts';
import type { LiveWorld } from '../live.ts';
import { pick } from './nearest.ts';
import { type ControlRequest, Problem, type Routes, read } from './router.ts';

const review = z.strictObject({
  run: z.int(),
  environment: z.string().min(1),
  approved: z.boolean(),
  comment: z.string().optional(),
});

const verified = z.strictObject({ addresses: z.array(z.email()) });
const device = z.strictObject({ code: z.string().min(1), approve: z.boolean().default(true) });

/** What is done on GitHub's own pages: reviews of what waits there, and the protection of environments. */
export function githubRoutes({ github, people }: LiveWorld): Routes {
  const byHandle = new Map(people.map((person) => [person.handle, person]));
  const personOf = ({ params }: ControlRequest) => pick(byHandle, params.handle ?? '', 'handle');
  return {
    'POST /api/people/:handle/reviews': (request) => {
      const { handle, name } = personOf(request);
      const asked = read(review, request.body);
      if (github.review(handle, asked)) return { body: asked };
      const message = `Nothing of run ${asked.run} waits in ${asked.environment} for a review by ${name}.`;
      throw new Problem(422, message, { error: 'nothing_to_review' });
    },
    'POST /api/people/:handle/device': (request) => {
      const { handle } = personOf(request);
      const { code, approve } = read(device, request.body);
      if (github.enterDeviceCode(handle, code, approve)) return { body: { code, approve } };
      throw new Problem(404, `No device shows the code ${code} now.`, { error: 'unknown_code' });
    },
    'POST /api/people/:handle/verified-emails': (request) => {
      const { addresses } = read(verified, request.body);
      github.verifyEmails(personOf(request).handle, addresses);
      return { body: { addresses } };
    },
    'GET /api/people/:handle/github': (request) => {
      const { handle, githubLogin } = personOf(request);
      return { body: { login: githubLogin, token: github.tokenOf(handle) } };
    },
    'POST /api/github/environments/:name': ({ params, body }) => {
      const protection = read(environmentProtection, body);
      github.protect(params.name ?? '', protection);
      return { body: protection };
    },
    'DELETE /api/github/environments/:name': ({ params }) => {
      github.protect(params.name ?? '', null);
      return { body: {} };
    },
  };
}
