import { openFakeGitHub } from './github-fake.ts';
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
