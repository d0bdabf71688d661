import { describe, expect, test } from 'vitest';
import { jsonPatch } from '../../../sandbox/cluster/patches/json-patch.ts';
import { mergePatch } from '../../../sandbox/cluster/patches/merge.ts';
import { strategicPatch } from '../../../sandbox/cluster/patches/strategic.ts';

describe('strategic merge', () => {
  const spec = {
    containers: [
      { name: 'main', image: 'a:1', env: [{ name: 'A', value: '1' }], args: ['x', 'y'] },
      { name: 'proxy', image: 'p:1' },
    ],
  };

  test('changes one container and leaves the others and its other fields', () => {
    const patched = strategicPatch(spec, { containers: [{ name: 'main', image: 'a:2', args: ['z'] }] });
    expect(patched).toEqual({
      containers: [
        { name: 'main', image: 'a:2', env: [{ name: 'A', value: '1' }], args: ['z'] },
        { name: 'proxy', image: 'p:1' },
      ],
    });
  });

  test('removes by $patch and orders by $setElementOrder', () => {
    const patched = strategicPatch(spec, {
      '$setElementOrder/containers': [{ name: 'log' }, { name: 'main' }],
      containers: [
        { name: 'proxy', $patch: 'delete' },
        { name: 'log', image: 'l:1' },
      ],
    });
    expect(patched).toMatchObject({ containers: [{ name: 'log' }, { name: 'main' }] });
  });

  test('$retainKeys drops what it does not name', () => {
    const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } };
    expect(strategicPatch(strategy, { $retainKeys: ['type'], type: 'Recreate' })).toEqual({ type: 'Recreate' });
  });
});

test('a merge patch replaces lists whole and removes by null', () => {
  expect(mergePatch({ a: [1, 2], b: { c: 1, d: 2 } }, { a: [3], b: { c: null } })).toEqual({ a: [3], b: { d: 2 } });
});

test('a JSON patch replaces, and does nothing at all when a path is missing', () => {
  const target = { spec: { template: { a: 1 } }, metadata: { 'x/y': 'z' } };
  const path = '/metadata/x~1y';
  expect(jsonPatch(target, [{ op: 'replace', path, value: 'w' }])).toMatchObject({ metadata: { 'x/y': 'w' } });
  expect(() => jsonPatch(target, [{ op: 'replace', path: '/spec/none', value: 1 }])).toThrow('missing path');
  expect(target.metadata['x/y']).toBe('z');
});

test('a JSON patch moves, copies, adds to lists and tests, and is refused as a whole where one of its parts is', () => {
  const target = { labels: { a: '1' }, ports: [80, 443] };
  const patched = jsonPatch(target, [
    { op: 'test', path: '/labels', value: { a: '1' } },
    { op: 'add', path: '/ports/1', value: 8080 },
    { op: 'add', path: '/ports/-', value: 9090 },
    { op: 'copy', from: '/labels/a', path: '/labels/b' },
    { op: 'move', from: '/labels/a', path: '/name' },
    { op: 'remove', path: '/ports/0' },
  ]);
  expect(patched).toEqual({ labels: { b: '1' }, ports: [8080, 443, 9090], name: '1' });
  expect(() =>
    jsonPatch(target, [
      { op: 'remove', path: '/ports' },
      { op: 'test', path: '/labels/a', value: '2' },
    ]),
  ).toThrow('testing value /labels/a failed');
  for (const path of ['/ports/2.5', '/ports/7', 'ports', '/__proto__/polluted'])
    expect(() => jsonPatch(target, [{ op: 'replace', path, value: 1 }])).toThrow();
  expect(target).toEqual({ labels: { a: '1' }, ports: [80, 443] });
});
