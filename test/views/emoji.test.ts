import { get } from 'node-emoji';
import { expect, test } from 'vitest';
import { renderNotice } from '../../src/views/render.ts';
import { sampleNotices } from './notices.ts';

test('every emoji of a message has a name that is known', () => {
  const names = new Set<string>();
  for (const many of [0, 3])
    for (const notice of sampleNotices({ text: 'x', many })) {
      const message = JSON.stringify(renderNotice(notice, { plain: false, permalink: null }));
      for (const [, name = ''] of message.matchAll(/:([a-z][a-z_]+):/g)) names.add(name);
    }
  expect(names.size).toBeGreaterThan(15);
  expect([...names].filter((name) => !get(name))).toEqual([]);
});
