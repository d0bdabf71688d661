import { RequestError } from '@octokit/request-error';
import { z } from 'zod';
import { Fault } from '../../model/fault.ts';
import type { DispatchAnswer, Runs } from '../../ports/runs.ts';
import { sentenceOf, statusOf } from './answers.ts';
import type { GitHub } from './client.ts';
import { judgeAnswer } from './trouble.ts';
import { Unanswered } from './unanswered.ts';

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
      return classify(error, github.now());
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

function classify(error: unknown, now: number): DispatchAnswer {
  const status = statusOf(error);
  const why = sentenceOf(error);
  if (status !== null && error instanceof RequestError) {
    const headers = new Map(
      Object.entries(error.response?.headers ?? {}).map(([name, value]) => [name, String(value)]),
    );
    const body = why;
    const judgement = judgeAnswer({ status, headers: { get: (name) => headers.get(name) ?? null }, body }, 0, now);
    if (judgement.kind === 'final') return { kind: 'refused', why };
    if (judgement.shared) return { kind: 'not-sent', why: judgement.why, retryAt: judgement.until };
    return { kind: 'lost', why: judgement.why, status };
  }
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof Fault) {
    // The credentials did not get as far as the dispatch.
    return cause.kind === 'denied'
      ? { kind: 'refused', why: cause.message }
      : { kind: 'not-sent', why: cause.message, retryAt: cause.retryAt };
  }
  if (cause instanceof Unanswered && !cause.sent)
    return { kind: 'not-sent', why: cause.message, retryAt: cause.retryAt };
  return { kind: 'lost', why: cause instanceof Error ? cause.message : why, status: null };
}
