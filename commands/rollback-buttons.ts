import type { Command } from '../src/command.ts';
import { answered, button } from './answered.ts';
import { askedBy, requestedBy } from './asking.ts';

/** What a rollback goes to is fixed in its button; whether the presser may is asked when they press. */
export const rollbackButtons: NonNullable<Command['buttons']> = {
  'roll-back': button('roll-back', async (call, { environment, target, of, to }) => {
    const { id, origin } = requestedBy(call, 'button');
    const request = {
      id,
      by: call.person,
      why: null,
      environment,
      target,
      of,
      to,
      version: null,
      origin,
      dryRun: false,
    };
    await call.start.rollback(request);
    return { kind: 'started' };
  }),
  'release-quarantine': button('release-quarantine', async (call, { quarantineId }) => {
    const which = { id: quarantineId };
    return answered(await call.do.releaseQuarantine({ id: call.trigger, by: call.person, which }));
  }),
  'restore-database': button('restore-database', async (call, { deploymentId, round }) => {
    await call.start.restoreDatabase({ ...askedBy(call, deploymentId), round });
    return { kind: 'started' };
  }),
};
