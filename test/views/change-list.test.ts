import { describe, expect, test } from 'vitest';
import type { Deployment } from '../../src/model/deployment.ts';
import { changeListView } from '../../src/views/change-list.ts';
import { deployment, shaOf } from '../builders.ts';

const url = 'https://github.com/acme/trading-engine/compare/a...b';
const commit = { sha: shaOf('c'), title: 'fix: it', author: { name: 'Dana', login: 'dana-dev' }, url };

function said(compare: Deployment['compare'], commits = compare?.aheadBy ?? 0): string {
  const list = Array.from({ length: commits }, () => commit);
  const about = deployment({ compare });
  const { blocks } = changeListView({ kind: 'change-list', deployment: about, commits: list, total: commits });
  return JSON.stringify(blocks);
}

describe('the commits of a deployment, in its thread', () => {
  test('only a deployment that brings nothing and takes nothing back is the same code', () => {
    expect(said({ aheadBy: 0, behindBy: 0, url })).toContain('No commits: it is the same code.');
    expect(said({ aheadBy: 0, behindBy: 0, url })).not.toContain('back');
  });

  test('going back to an older version says how far', () => {
    const text = said({ aheadBy: 0, behindBy: 3, url });
    expect(text).not.toContain('the same code');
    expect(text).toContain(`It goes 3 commits back: see <${url}|the whole comparison>`);
  });

  test('what is listed is not all where it goes back as well', () => {
    expect(said({ aheadBy: 2, behindBy: 1, url })).toContain('It goes 1 commit back as well: see');
  });

  test('without a comparison nothing is claimed of it', () => {
    expect(said(null)).not.toMatch(/the same code|back/);
  });
});
