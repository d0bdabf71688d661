import { environmentProtection } from '../../sandbox/environment-protection.ts';
import { createProtection } from '../../src/adapters/github/protection.ts';
import { createFakeProtection } from '../fakes/protection.ts';
import { openSimulatedGitHub } from './github-simulated.ts';
import { type ProtectionHarness, protectionContract } from './protection.contract.ts';

const reviewers = { users: ['lena-lead'], teams: ['leads'] };

async function openSimulated(): Promise<ProtectionHarness> {
  const world = await openSimulatedGitHub((simulation) => ({
    auth: { appId: String(simulation.appId), privateKey: simulation.privateKey },
    pause: async () => {},
  }));
  const { simulation, clock, runs, repository } = world;
  return {
    protection: createProtection(world.github),
    repository,
    async hold(by) {
      const rules = { apps: by.rule ? ['quarterdeck'] : [], ...(by.reviewers ? { reviewers } : {}) };
      simulation.protect('production', environmentProtection.parse(rules));
      const inputs = { deployment_id: 'd-abcdefghij' };
      const answer = await runs.dispatch({ repository, workflow: 'release.yml', ref: 'main', inputs });
      if (answer.kind !== 'dispatched' || answer.runId === null) throw new Error(`not dispatched: ${answer.kind}`);
      clock.set(clock.now() + 60_000);
      return answer.runId;
    },
    async state(runId) {
      const run = await runs.get(repository, runId);
      const job = run?.jobs[0];
      if (job?.status === 'waiting') return 'waiting';
      return job?.conclusion === 'failure' ? 'turned away' : 'let in';
    },
    tokenOf: (login) => simulation.tokenOf(login === 'lena-lead' ? 'lead' : 'dev'),
    close: world.close,
  };
}

async function openFake(): Promise<ProtectionHarness> {
  const protection = createFakeProtection({ 'token-of-lena': 'lena-lead', 'token-of-dana': 'dana-dev' });
  const repository = { owner: 'acme', name: 'shop' };
  let runs = 100;
  return {
    protection,
    repository,
    async hold(by) {
      const named = [
        { kind: 'person' as const, name: 'lena-lead' },
        { kind: 'team' as const, name: 'leads' },
      ];
      protection.hold(repository, ++runs, 'production', { reviewers: by.reviewers ? named : [], rule: by.rule });
      return runs;
    },
    state: async (runId) => protection.state(repository, runId, 'production'),
    tokenOf: (login) => (login === 'lena-lead' ? 'token-of-lena' : 'token-of-dana'),
    close: async () => {},
  };
}

protectionContract('in memory', openFake);
protectionContract('Octokit against the simulated GitHub', openSimulated);
