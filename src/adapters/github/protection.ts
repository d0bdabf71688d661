import { z } from 'zod';
import type { EnvironmentReviewer } from '../../model/github-environment.ts';
import { fullName } from '../../model/repository.ts';
import type { Protection, ProtectionAnswer } from '../../ports/protection.ts';
import { asFault, askMaybe, sentenceOf, statusOf } from './answers.ts';
import type { GitHub } from './client.ts';

const reviewer = z
  .object({ type: z.string(), reviewer: z.object({ login: z.string().optional(), slug: z.string().optional() }) })
  .transform((each): EnvironmentReviewer | null => {
    const { login, slug } = each.reviewer;
    if (each.type === 'Team') return slug ? { kind: 'team', name: slug } : null;
    return login ? { kind: 'person', name: login } : null;
  });
const pending = z.array(
  z.object({
    environment: z.object({ id: z.number(), name: z.string(), html_url: z.string().nullish() }),
    reviewers: z.array(reviewer).default([]),
  }),
);
const approvals = z.array(
  z.object({
    environments: z.array(z.object({ name: z.string() })),
    state: z.string(),
    user: z.object({ login: z.string() }).nullish(),
    comment: z.string().nullish(),
  }),
);

/** GitHub's own bound on what a rule says. */
const longestComment = 1_024;

/** Deployment protection: what waits, what people decided, our own rule, and reviews in a person's name. */
export function createProtection(github: GitHub): Protection {
  return {
    async waiting({ owner, name: repo }, runId) {
      const request = github.patient.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments', {
        owner,
        repo,
        run_id: runId,
      });
      const found = await askMaybe(request, pending, `what run ${runId} of ${owner}/${repo} waits for`);
      return (found ?? []).map(({ environment, reviewers }) => ({
        id: environment.id,
        name: environment.name,
        reviewers: reviewers.filter((each) => each !== null),
        url: environment.html_url ?? null,
      }));
    },
    async reviews({ owner, name: repo }, runId) {
      const request = github.patient.request('GET /repos/{owner}/{repo}/actions/runs/{run_id}/approvals', {
        owner,
        repo,
        run_id: runId,
      });
      const found = await askMaybe(request, approvals, `reviews of run ${runId} of ${owner}/${repo}`);
      return (found ?? []).flatMap(({ environments, state, user, comment }) =>
        state === 'approved' || state === 'rejected'
          ? [
              {
                environments: environments.map(({ name }) => name),
                decision: state,
                by: user?.login ?? null,
                comment: comment ?? '',
              },
            ]
          : [],
      );
    },
    answerRule: ({ repository, runId, environment, decision, comment }) =>
      answer(
        github.patient.request('POST /repos/{owner}/{repo}/actions/runs/{run_id}/deployment_protection_rule', {
          owner: repository.owner,
          repo: repository.name,
          run_id: runId,
          environment_name: environment,
          ...(decision === null ? {} : { state: decision }),
          comment: cut(comment),
        }),
        `the answer to the rule of ${environment} for run ${runId} of ${fullName(repository)}`,
      ),
    review: ({ repository, runId, environmentId, decision, comment, token }) =>
      answer(
        github.as(token).patient.request('POST /repos/{owner}/{repo}/actions/runs/{run_id}/pending_deployments', {
          owner: repository.owner,
          repo: repository.name,
          run_id: runId,
          environment_ids: [environmentId],
          state: decision,
          comment: cut(comment),
        }),
        `a review of run ${runId} of ${fullName(repository)}`,
      ),
  };
}

/** A 404 is what the token, or the App, is not shown. */
async function answer(request: Promise<unknown>, what: string): Promise<ProtectionAnswer> {
  try {
    await request;
    return { kind: 'taken' };
  } catch (error) {
    const status = statusOf(error);
    if (status === 422) return { kind: 'not-waiting', why: sentenceOf(error) };
    if (status === 401) return { kind: 'signed-out', why: sentenceOf(error) };
    if (status === 403 || status === 404) return { kind: 'refused', why: sentenceOf(error) };
    throw asFault(error, what);
  }
}

function cut(comment: string): string {
  return comment.length <= longestComment ? comment : `${comment.slice(0, longestComment - 1)}…`;
}
