import type { Health, Probe } from '../../src/ports/health.ts';

export interface FakeHealth extends Health {
  /** From now on it is answered so at this address; an address of which nothing is told has nobody. */
  answer(url: string, how: (check: Parameters<Health['probe']>[0]) => Probe): void;
  /** Everything is healthy from now on, or fails with these words. */
  all(says: string | null): void;
  /** Every address that was asked, oldest first. */
  asked: string[];
}

/** Health checks in memory; nothing takes any time. */
export function createFakeHealth(): FakeHealth {
  const answers = new Map<string, (check: Parameters<Health['probe']>[0]) => Probe>();
  const asked: string[] = [];
  let otherwise: Probe = { ok: false, took: 0, says: 'Nothing listens at its address.' };
  return {
    asked,
    answer: (url, how) => void answers.set(url, how),
    all(says) {
      otherwise = says === null ? { ok: true, took: 1 } : { ok: false, took: 1, says };
    },
    async probe(check) {
      asked.push(check.url);
      return answers.get(check.url)?.(check) ?? otherwise;
    },
  };
}
