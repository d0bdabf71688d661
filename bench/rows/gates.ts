import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { loadCatalog } from '../../src/config/catalog/load.ts';
import { findEnvironment, findTarget } from '../../src/model/catalog.ts';
import type { Situation } from '../../src/model/situation.ts';
import { ordinary } from '../../src/model/situation.ts';
import { blocked } from '../../src/model/verdict.ts';
import { situate } from '../../src/policy/situate.ts';
import { why } from '../../src/usecases/why.ts';
import { renderNotice } from '../../src/views/render.ts';
import type { RowGroup } from '../row-group.ts';
import { percentile } from '../statistics.ts';
import { time } from '../table.ts';

/** What the trading engine does not ask for. With these every gate has something to look at. */
const besides = `
          review: { approvals: 2 }
          branch_protection:
            { branch: main, approvals: 2, status_checks: true, up_to_date: true, administrators: true }
          commits: { conventional: true, signed: true, issue_reference: true }
          already_running: refuse`;

/** A Tuesday at 11:00 and a Friday at 9:45 in New York, both of them days on which the exchange is open. */
const good = Date.parse('2026-01-13T16:00:00Z');
const bad = Date.parse('2026-01-16T14:45:00Z');

const everythingWrong: Situation = {
  ...ordinary,
  person: { name: 'an outsider', roles: [] },
  ref: { kind: 'branch', name: 'main' },
  checks: Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`check ${index}`, 'failure'])),
  review: 'changes-requested',
  branchProtected: false,
  commitsInOrder: false,
  verifiedFor: null,
  runsAlready: true,
  locks: [{ by: 'somebody else', reason: 'a load test', service: null, until: bad + 3_600_000 }],
  lane: 'another rollout',
};

/** Every gate of a deploy evaluated and explained as `/why` does it, from the facts to the message that goes to Slack. */
export const gates: RowGroup = {
  letter: 'i',
  title: 'gates of one deploy evaluated and explained',
  async measure({ quick }, say) {
    const { environment, target } = await production();
    const lines = [];
    for (const { what, situation, from } of [
      { what: 'all pass', situation: ordinary, from: good },
      { what: 'all refuse', situation: everythingWrong, from: bad },
    ]) {
      const times: number[] = [];
      for (let round = 0; round < (quick ? 200 : 2_000); round++) {
        // Never the same moment twice, as it is for people; the facts are made before the time is taken.
        const facts = situate(environment, target, situation, from + round * 1_000);
        const began = performance.now();
        const notice = await why(
          { deployments: { list: async () => [] } },
          async () => ({ environment, target, facts }),
          {
            ...{ environment: environment.name, target: target.name, ref: null, at: null },
            person: { slackId: 'U0', name: 'somebody' },
          },
        );
        const message = renderNotice(notice, { plain: false, permalink: null });
        times.push(performance.now() - began);
        const refused = notice.kind === 'why' && blocked(notice.verdicts);
        if (notice.kind !== 'why' || refused !== (situation !== ordinary))
          throw new Error(`judged otherwise: ${message.text}`);
      }
      say(`${what}: the first ${time(times[0] ?? Number.NaN)}, the slowest ${time(Math.max(...times))}`);
      lines.push(
        {
          what: `all gates judged and explained, ${what}: p50 of ${times.length}`,
          ours: time(percentile(times, 0.5)),
          bar: '< 1 ms',
        },
        {
          what: `all gates judged and explained, ${what}: p99 of ${times.length}`,
          ours: time(percentile(times, 0.99)),
          bar: '',
        },
      );
    }
    return lines.map((line) => ({ ...line, floor: '', ratio: '' }));
  },
};

/** Of the trading engine, with every gate configured. */
async function production() {
  const file = path.resolve('examples', 'trading-engine', 'quarterdeck.yml');
  const text = (await readFile(file, 'utf8')).replace('\n          already_running: refuse', besides);
  const loaded = loadCatalog(text, file);
  const target = loaded.ok ? findTarget(loaded.catalog, 'default') : null;
  const environment = target ? findEnvironment(target.pipeline, 'production') : null;
  if (!target || !environment) throw new Error('the example has no production any more');
  const silent = Object.entries(environment.gates).filter(([, rule]) => rule === null);
  if (silent.length > 0) throw new Error(`not configured: ${silent.map(([gate]) => gate).join(', ')}`);
  return { environment, target };
}
