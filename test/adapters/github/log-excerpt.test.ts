import { expect, test } from 'vitest';
import { logExcerpt } from '../../../src/adapters/github/log-excerpt.ts';

const at = '2026-01-20T15:05:01.1234567Z ';
const log = [
  'Current runner version',
  '##[group]Run actions/checkout@v4',
  'with:',
  '##[endgroup]',
  'Syncing repository',
  '##[group]Run make deploy',
  '\u001b[36;1mmake deploy\u001b[0m',
  'shell: /usr/bin/bash -e {0}',
  'env:',
  '  TOKEN: ***',
  '##[endgroup]',
  'step one \u001b[32mok\u001b[0m',
  '',
  '##[debug]noise',
  '##[warning]slow',
  'password ***',
  'bell \u0007 and tab\there',
  '##[error]helm: timed out',
  '##[error]Process completed with exit code 1.',
  'Post job cleanup.',
  '##[group]Run post',
  '##[endgroup]',
  'bye',
]
  .map((line) => at + line)
  .join('\r\n');

test('the failed step, without timestamps, colours, control characters and preamble', () => {
  expect(logExcerpt(log, null, 20)).toEqual([
    'step one ok',
    'Warning: slow',
    'password ***',
    'bell  and tab  here',
    'Error: helm: timed out',
    'Error: Process completed with exit code 1.',
  ]);
});

test('at most so many lines, the last ones', () => {
  expect(logExcerpt(log, 'Deploy', 2)).toEqual([
    'Error: helm: timed out',
    'Error: Process completed with exit code 1.',
  ]);
});

test('of several failed steps the one that is named, else the last', () => {
  const two = [
    '##[group]Run make lint',
    '##[endgroup]',
    'bad style',
    '##[error]lint',
    '##[group]Run make test',
    '##[endgroup]',
    'bad test',
    '##[error]test',
  ].join('\n');
  expect(logExcerpt(two, 'Run make lint', 9)).toEqual(['bad style', 'Error: lint']);
  expect(logExcerpt(two, 'Tests', 9)).toEqual(['bad test', 'Error: test']);
});

test('without marks the end of the log', () => {
  expect(logExcerpt('one\ntwo\nthree\n', null, 2)).toEqual(['two', 'three']);
  expect(logExcerpt('', null, 5)).toEqual([]);
});

test('an error before any step is shown with what led to it', () => {
  expect(logExcerpt('Set up job\n##[error]No space left on device\nbye', null, 5)).toEqual([
    'Set up job',
    'Error: No space left on device',
  ]);
});

test('a long line is cut at 300 characters', () => {
  const [line] = logExcerpt('x'.repeat(5_000), null, 1);
  expect(line).toHaveLength(300);
  expect(line?.endsWith('…')).toBe(true);
});
