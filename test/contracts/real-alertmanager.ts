import { z } from 'zod';
import { createSilences } from '../../src/adapters/alertmanager/silences.ts';
import { type AlertScope, sameScope } from '../../src/model/silence.ts';
import { minute } from '../../src/model/time.ts';
import { createRoad } from './around-simulated.ts';
import type { SilencesHarness } from './silences.contract.ts';

const listed = z.array(
  z.object({
    status: z.object({ state: z.string() }),
    matchers: z.array(z.object({ name: z.string(), value: z.string(), isRegex: z.boolean() })),
  }),
);

/** The harness over an Alertmanager that runs at `url`; asked past the adapter, so that it does not judge itself. */
export function realAlertmanager(url: string): Omit<SilencesHarness, 'mark'> {
  const make = () => createSilences({ url, credentials: null, road: createRoad(), clock: Date.now });
  const scopeOf = (matchers: { name: string; value: string }[]): AlertScope =>
    Object.fromEntries(matchers.map(({ name, value }) => [name, value]));
  return {
    silences: make(),
    another: make(),
    now: Date.now,
    async countOf(scope) {
      const all = listed.parse(await (await fetch(`${url}/api/v2/silences`)).json());
      return all.filter(
        ({ status, matchers }) =>
          status.state === 'active' && matchers.every(({ isRegex }) => !isRegex) && sameScope(scopeOf(matchers), scope),
      ).length;
    },
    async byHand(scope) {
      const matchers = Object.entries(scope).map(([name, value]) => ({ name, value, isRegex: false, isEqual: true }));
      const [startsAt, endsAt] = [new Date(), new Date(Date.now() + 10 * minute)];
      const answer = await fetch(`${url}/api/v2/silences`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ matchers, startsAt, endsAt, createdBy: 'sam', comment: 'by hand' }),
      });
      if (!answer.ok) throw new Error(`not silenced: ${answer.status} ${await answer.text()}`);
    },
    close: async () => {},
  };
}
