import { createGitHubLogin } from '../../src/adapters/github/login.ts';
import { createFakeGitHubLogin } from '../fakes/github-login.ts';
import { openFakeGitHub } from './github-fake.ts';
import { githubLoginContract } from './github-login.contract.ts';
import { openSimulatedGitHub } from './github-simulated.ts';
import { runsContract } from './runs.contract.ts';
import { sourceContract } from './source.contract.ts';
import { teamsContract } from './teams.contract.ts';

for (const [name, open] of [
  ['in memory', openFakeGitHub],
  ['Octokit against the simulated GitHub', () => openSimulatedGitHub()],
] as const) {
  sourceContract(name, open);
  runsContract(name, open);
  teamsContract(name, open);
}

githubLoginContract('in memory', async () => {
  const login = createFakeGitHubLogin();
  const dana = { login: 'dana-dev', githubId: 4101 };
  return {
    login,
    enter: async (userCode, approved) => login.decide(userCode, approved ? dana : 'denied'),
    close: async () => {},
  };
});
githubLoginContract('Octokit against the simulated GitHub', async () => {
  const { simulation, close } = await openSimulatedGitHub();
  const { apiUrl, clientId } = simulation;
  return {
    login: createGitHubLogin({ apiUrl, clientId, clientSecret: null, now: Date.now }),
    enter: async (userCode, approved) => {
      if (!simulation.enterDeviceCode('dev', userCode, approved)) throw new Error(`no code ${userCode} is open`);
    },
    close,
  };
});
