import { z } from 'zod';
import type { DispatchAnswer, Runs } from '../../ports/runs.ts';
import type { GitHub } from './client.ts';
import { whatBecame } from './what-became.ts';

const details = z.object({ workflow_run_id: z.number() });

/**
 * Sends the dispatch once. Whatever happens is put into one of four drawers; nothing is thrown, because the caller must
 * write down what became of it. GitHub's limits (403, 429) are `not-sent`: GitHub has done nothing.
 */
export function createDispatch(github: GitHub): Runs['dispatch'] {
  // GitHub Enterprise Server up to 3.19 answers 204 and may refuse the parameter by name; then it is left out.
  let askForRun = true;

  const send = async (request: Parameters<Runs['dispatch']>[0]): Promise<DispatchAnswer> => {
    try {
      const { data } = await github.once.request(
        'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
        {
          owner: request.repository.owner,
          repo: request.repository.name,
          workflow_id: request.workflow,
          ref: request.ref,
          inputs: request.inputs,
          ...(askForRun ? { return_run_details: true } : {}),
        },
      );
      return { kind: 'dispatched', runId: details.safeParse(data).data?.workflow_run_id ?? null };
    } catch (error) {
      return whatBecame(error, github.now());
    }
  };

  return async (request) => {
    const answer = await send(request);
    if (answer.kind !== 'refused' || !askForRun || !/return_run_details/.test(answer.why)) return answer;
    // Refused for that parameter alone, so nothing was started and asking once more is safe.
    askForRun = false;
    return send(request);
  };
}
