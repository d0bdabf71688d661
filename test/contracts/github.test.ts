import { createGitHubLogin } from '../../src/adapters/github/login.ts';
import { createVerifiedEmails } from '../../src/adapters/github/verified-emails.ts';
import { createFakeGitHubLogin } from '../fakes/github-login.ts';
import { createFakeVerifiedEmails } from '../fakes/verified-emails.ts';
import { openFakeGitHub } from './github-fake.ts';
import { githubLoginContract } from './github-login.contract.ts';
import { openSimulatedGitHub } from './github-simulated.ts';
import { runsContract } from './runs.contract.ts';
import { sourceContract } from './source.contract.ts';
import { teamsContract } from './teams.contract.ts';
import { verifiedEmailsContract } from './verified-emails.contract.ts';

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

verifiedEmailsContract('in memory', async () => {
  const member = (login: string, ...emails: string[]) => ({ login, emails });
  const acme = [
    member('dana-dev', 'Dana@acme.example'),
    member('lena-lead', 'lena@acme.example', 'l.brandt@acme.example'),
    member('sam-sre'),
  ];
  return { emails: createFakeVerifiedEmails({ acme }), close: async () => {} };
});
verifiedEmailsContract('Octokit against the simulated GitHub', async () => {
  const { simulation, github, close } = await openSimulatedGitHub(({ appId, privateKey }) => ({
    auth: { appId: String(appId), privateKey },
  }));
  simulation.verifyEmails('dev', ['Dana@acme.example']);
  simulation.verifyEmails('lead', ['lena@acme.example', 'l.brandt@acme.example']);
  simulation.verifyEmails('stranger', ['stella@globex.example']);
  return { emails: createVerifiedEmails(github), close };
});
