import type { Quarantined } from '../src/model/quarantine.ts';
import { hour } from '../src/model/time.ts';
import { now, person, shaOf } from './builders.ts';

/** `shaOf('bad')` as v1.4.0, taken back by lead. */
export function quarantined(changes: Partial<Quarantined> = {}): Quarantined {
  const { slackId, name, githubLogin } = person('lead');
  return {
    id: 'q-1',
    environment: 'production',
    services: ['api'],
    ref: 'v1.4.0',
    sha: shaOf('bad'),
    reason: 'errors at 7 %',
    by: { slackId, name, githubLogin },
    since: now - hour,
    rollback: 'd-rollbackaa',
    ...changes,
  };
}
