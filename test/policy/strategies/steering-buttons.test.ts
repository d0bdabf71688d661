import { expect, test } from 'vitest';
import { steeringFace } from '../../../src/policy/strategies/steering-buttons.ts';
import { rollout } from '../../rollout-builder.ts';

test('what is aborted beside the version before goes back to it; what its run has put live does not by itself', () => {
  expect(steeringFace('abort-rollout', rollout()).confirm?.text).toMatch(/^The version before serves alone again/);
  const afterItsRun = steeringFace('abort-rollout', rollout({ strategy: 'by-run' }));
  expect(afterItsRun).toMatchObject({ label: 'Abort', confirm: { yes: 'Abort' } });
  expect(afterItsRun.confirm?.text).toBe(
    'Its run has put it live already. Where the catalog says how, the version before is brought back.',
  );
});
