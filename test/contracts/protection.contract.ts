import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Repository } from '../../src/model/repository.ts';
import type { Protection } from '../../src/ports/protection.ts';

/** A GitHub with the people lena-lead, who may review, and dana-dev, who may not. */
export interface ProtectionHarness {
  protection: Protection;
  repository: Repository;
  /** A run that waits to enter `production`: for a review by lena-lead or the team leads, for our rule, or for both. */
  hold(by: { reviewers: boolean; rule: boolean }): Promise<number>;
  /** What has become of the run's job. */
  state(runId: number): Promise<'waiting' | 'let in' | 'turned away'>;
  tokenOf(login: 'lena-lead' | 'dana-dev'): string;
  close(): Promise<void>;
}

/** The promises of `ports/protection.ts`. */
export function protectionContract(name: string, open: () => Promise<ProtectionHarness>): void {
  describe(`protection: ${name}`, () => {
    let harness: ProtectionHarness;
    beforeEach(async () => {
      harness = await open();
    });
    afterEach(() => harness.close());

    const waiting = (runId: number) => harness.protection.waiting(harness.repository, runId);
    const answer = (
      runId: number,
      decision: 'approved' | 'rejected' | null,
      comment = 'by Lena',
      where = 'production',
    ) =>
      harness.protection.answerRule({
        repository: harness.repository,
        runId,
        environment: where,
        decision,
        comment,
      });
    const review = async (runId: number, decision: 'approved' | 'rejected', token: string) => {
      const [environment] = await waiting(runId);
      return harness.protection.review({
        repository: harness.repository,
        runId,
        environmentId: environment?.id ?? 0,
        decision,
        comment: 'looked at it',
        token,
      });
    };

    test('what a run waits for is told with its reviewers, people and teams', async () => {
      expect(await waiting(await harness.hold({ reviewers: true, rule: false }))).toEqual([
        {
          id: expect.any(Number),
          name: 'production',
          reviewers: [
            { kind: 'person', name: 'lena-lead' },
            { kind: 'team', name: 'leads' },
          ],
          url: expect.stringContaining('production'),
        },
      ]);
      const [ruled] = await waiting(await harness.hold({ reviewers: false, rule: true }));
      expect(ruled).toMatchObject({ name: 'production', reviewers: [] });
      expect(await waiting(404404)).toEqual([]);
      expect(await harness.protection.reviews(harness.repository, 404404)).toEqual([]);
    });

    test('our rule lets the run in, once; a repeated answer finds nothing that waits', async () => {
      const runId = await harness.hold({ reviewers: false, rule: true });
      expect(await answer(runId, 'approved')).toEqual({ kind: 'taken' });
      expect(await harness.state(runId)).toBe('let in');
      expect(await answer(runId, 'approved')).toMatchObject({ kind: 'not-waiting', why: expect.any(String) });
      expect(await waiting(runId)).toEqual([]);
    });

    test('our rule turns the run away', async () => {
      const runId = await harness.hold({ reviewers: false, rule: true });
      expect(await answer(runId, 'rejected')).toEqual({ kind: 'taken' });
      expect(await harness.state(runId)).toBe('turned away');
    });

    test('a word on how far it is decides nothing; what is too long is cut; the eleventh is not taken', async () => {
      const runId = await harness.hold({ reviewers: false, rule: true });
      for (let word = 0; word < 10; word++)
        expect(await answer(runId, null, 'x'.repeat(3_000))).toEqual({ kind: 'taken' });
      expect(await harness.state(runId)).toBe('waiting');
      expect(await answer(runId, null, 'one more')).toMatchObject({ kind: 'not-waiting' });
    });

    test('an environment that the run does not wait for is not answered', async () => {
      const runId = await harness.hold({ reviewers: false, rule: true });
      expect(await answer(runId, 'approved', 'by Lena', 'staging')).toMatchObject({ kind: 'not-waiting' });
      const other = await harness.hold({ reviewers: true, rule: false });
      expect(await answer(other, 'approved')).toMatchObject({ kind: 'not-waiting' });
      expect(await answer(404404, 'approved')).toMatchObject({ kind: 'refused' });
    });

    test("a reviewer's own token lets the run in, and the review is told with its name", async () => {
      const runId = await harness.hold({ reviewers: true, rule: false });
      expect(await review(runId, 'approved', harness.tokenOf('lena-lead'))).toEqual({ kind: 'taken' });
      expect(await harness.state(runId)).toBe('let in');
      expect(await harness.protection.reviews(harness.repository, runId)).toEqual([
        { environments: ['production'], decision: 'approved', by: 'lena-lead', comment: 'looked at it' },
      ]);
      expect(await review(runId, 'approved', harness.tokenOf('lena-lead'))).toMatchObject({ kind: 'not-waiting' });
    });

    test('a reviewer turns the run away', async () => {
      const runId = await harness.hold({ reviewers: true, rule: false });
      expect(await review(runId, 'rejected', harness.tokenOf('lena-lead'))).toEqual({ kind: 'taken' });
      expect(await harness.state(runId)).toBe('turned away');
      expect(await harness.protection.reviews(harness.repository, runId)).toMatchObject([{ decision: 'rejected' }]);
    });

    test('the token of somebody who is no reviewer, or of nobody, decides nothing', async () => {
      const runId = await harness.hold({ reviewers: true, rule: false });
      expect(await review(runId, 'approved', harness.tokenOf('dana-dev'))).toMatchObject({ kind: 'not-waiting' });
      expect(await review(runId, 'approved', 'gho_nobody')).toMatchObject({ kind: 'signed-out' });
      expect(await harness.state(runId)).toBe('waiting');
    });

    test('rule and reviewer both have to let the run in', async () => {
      const runId = await harness.hold({ reviewers: true, rule: true });
      expect(await answer(runId, 'approved')).toEqual({ kind: 'taken' });
      expect(await harness.state(runId)).toBe('waiting');
      expect(await review(runId, 'approved', harness.tokenOf('lena-lead'))).toEqual({ kind: 'taken' });
      expect(await harness.state(runId)).toBe('let in');
    });
  });
}
