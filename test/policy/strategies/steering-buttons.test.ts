import { expect, test } from 'vitest';
import { steeringFace } from '../../../src/policy/strategies/steering-buttons.ts';
import { rollout } from '../../rollout-builder.ts';

test('Abort asks by its form, whatever is rolled out', () => {
  for (const one of [rollout(), rollout({ strategy: 'by-run' })])
    expect(steeringFace('abort-rollout', one)).toEqual({ label: 'Abort', style: 'danger', confirm: null });
});
