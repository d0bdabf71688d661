import { expect, test } from 'vitest';
import { condition, evaluate, interpolate, value } from '../../../../sandbox/github/actions/expression.ts';

const contexts = {
  inputs: { environment: 'staging', deployment_id: 'D-1', dry: false },
  github: { ref: 'refs/heads/develop', event_name: 'push' },
  needs: { build: { result: 'success', outputs: {} }, test: { result: 'failure', outputs: {} } },
};

const cases: [string, unknown][] = [
  ["inputs.environment == 'STAGING'", true],
  ["startsWith(github.ref, 'refs/heads/') && !inputs.dry", true],
  ["format('Deploy {0} · {1}', inputs.environment, inputs.deployment_id)", 'Deploy staging · D-1'],
  ["inputs.nothing || 'usual'", 'usual'],
  ['needs.build.outputs.version', null],
  ["contains(needs.*.result, 'failure')", true],
  ['fromJSON(\'["a", "b"]\')[1]', 'b'],
];
test.each(cases)('%s is %s', (source, expected) => {
  expect(evaluate(source, contexts)).toEqual(expected);
});

test('text is filled in, and an expression alone keeps its type', () => {
  expect(interpolate(`a \${{ inputs.environment }} b \${{ inputs.nothing }}.`, contexts)).toBe('a staging b .');
  expect(value(`\${{ fromJSON('["api"]') }}`, contexts)).toEqual(['api']);
});

const good = { success: true, failure: false, cancelled: false };
const bad = { success: false, failure: true, cancelled: false };
const conditions: [string | undefined, typeof good, boolean][] = [
  [undefined, good, true],
  [undefined, bad, false],
  ["inputs.environment == 'staging'", good, true],
  ["inputs.environment == 'staging'", bad, false],
  ['failure()', good, false],
  ['failure()', bad, true],
  ['always()', bad, true],
  ["always() && inputs.environment == 'production'", bad, false],
  ['!cancelled()', bad, true],
  ["github.event_name == 'push' || failure()", bad, true],
];
test.each(conditions)('if: %s, with %o: %s', (source, status, expected) => {
  expect(condition(source, contexts, status)).toBe(expected);
});

test('an expression that is wrong is named', () => {
  expect(() => evaluate('nonsense(', contexts)).toThrow('"nonsense("');
});
