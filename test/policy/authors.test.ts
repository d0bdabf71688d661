import { describe, expect, test } from 'vitest';
import { authorsOf, concernsAuthors } from '../../src/policy/authors.ts';
import { environment, gates, pipeline, shaOf } from '../builders.ts';

const commit = (login: string | null) => ({ sha: shaOf('c'), title: 't', url: '', author: { name: 'n', login } });

test('each author once, whoever has an account', () => {
  expect(authorsOf(['dana-dev', null, 'Dana-Dev', 'sam-sre'].map(commit))).toEqual(['Dana-Dev', 'sam-sre']);
});

describe('whether it concerns the authors how it ended', () => {
  const after = { environment: 'staging', same: 'sha' as const, soak: 0 };
  const two = pipeline({
    environments: [environment({ name: 'staging' }), environment({ name: 'production', gates: gates({ after }) })],
  });
  test.each([
    ['their commits are where they were to go', two, 'production', 'succeeded', true],
    ['they go on from here', two, 'staging', 'succeeded', false],
    ['they have failed, wherever that was', two, 'staging', 'failed', true],
    ['nothing happened with them', two, 'production', 'cancelled', false],
    ['nothing happened with them', two, 'production', 'expired', false],
    ['the catalog no longer has the pipeline', null, 'production', 'succeeded', false],
  ] as const)('%s: %s %s %s', (_, of, name, state, concerned) => {
    expect(concernsAuthors(of, { environment: name, state })).toBe(concerned);
    // What is taken back concerns whoever wrote it, wherever that is.
    expect(concernsAuthors(of, { environment: name, state, rollback: {} })).toBe(true);
  });
});
