import { Fault } from '../../src/model/fault.ts';
import type { Teams } from '../../src/ports/teams.ts';

/** GitHub teams in memory. A team that was never set cannot be verified. */
export interface FakeTeams extends Teams {
  set(team: string, logins: string[]): void;
  /** The next `times` calls throw this. */
  fail(error: Error, times?: number): void;
}

export function createFakeTeams(teams: Record<string, string[]> = {}): FakeTeams {
  const members = new Map(Object.entries(teams));
  let failure = { error: new Error(), times: 0 };
  return {
    set: (team, logins) => void members.set(team, logins),
    fail: (error, times = 1) => {
      failure = { error, times };
    },
    async isMember(team, login) {
      if (failure.times-- > 0) throw failure.error;
      if (!/^[^/]+\/[^/]+$/.test(team))
        throw new Fault('invalid', `A GitHub team is written organization/team; this is "${team}".`);
      const known = members.get(team);
      if (!known) throw new Fault('not-found', `GitHub shows no team ${team}.`);
      return known.some((each) => each.toLowerCase() === login.toLowerCase());
    },
  };
}
