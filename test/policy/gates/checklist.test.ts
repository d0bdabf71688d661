import { expect, test } from 'vitest';
import type { Ticked } from '../../../src/model/approval.ts';
import type { Verdict } from '../../../src/model/verdict.ts';
import { checklist } from '../../../src/policy/gates/checklist.ts';
import { approvalRule, facts } from '../../builders.ts';

const items = ['CI passes', 'Rollback plan ready'];
const rule = approvalRule({ checklist: items });
const by = (name: string, ...own: string[]) => ({ name, items: own });
const ticked = (...votes: Ticked['by']): Ticked => ({ checklist: items, by: votes });

test.each<[string, Ticked | null | undefined, Partial<Verdict>]>([
  ['facts of an earlier release', undefined, { outcome: 'warn', reason: 'checklist-open' }],
  [
    'nobody was asked',
    null,
    { outcome: 'warn', reason: 'checklist-open', says: 'Its 2 items are ticked when it is approved.' },
  ],
  ['nobody has answered', ticked(), { outcome: 'warn', reason: 'checklist-open' }],
  [
    'everything ticked',
    ticked(by('Lena', ...items)),
    { outcome: 'pass', reason: 'passed', says: 'All 2 items are ticked by Lena.' },
  ],
  [
    'by two',
    ticked(by('Lena', ...items), by('Luis', ...items)),
    { outcome: 'pass', says: 'All 2 items are ticked by Lena and Luis.' },
  ],
  [
    'one item not ticked',
    ticked(by('Lena', ...items), by('Luis', 'CI passes')),
    {
      outcome: 'block',
      reason: 'checklist-unticked',
      says: 'Luis approved without ticking Rollback plan ready.',
      saw: [{ what: 'Not ticked by Luis', found: 'Rollback plan ready', wanted: 'nothing' }],
      who: ['release-managers'],
    },
  ],
  [
    'an approval without ticks',
    ticked(by('Lena')),
    { outcome: 'block', says: 'Lena approved without ticking CI passes and Rollback plan ready.' },
  ],
  ['another order of the list', { checklist: items.toReversed(), by: [by('Lena', ...items)] }, { outcome: 'pass' }],
  [
    'another list',
    { checklist: ['CI passes'], by: [by('Lena', 'CI passes')] },
    {
      outcome: 'warn',
      reason: 'checklist-open',
      says: 'The checklist in quarterdeck.yml has changed since it was ticked; its 2 items are ticked anew when it is approved.',
    },
  ],
  [
    'an approval from before there was a list',
    { checklist: [], by: [by('Lena')] },
    { outcome: 'warn', reason: 'checklist-open' },
  ],
])('%s', (_, given, expected) => {
  expect(checklist(rule, { ...facts(), ...(given === undefined ? {} : { ticked: given }) })).toMatchObject(expected);
});

test.each([null, approvalRule()])('without a checklist nothing is asked', (without) => {
  expect(checklist(without, facts())).toMatchObject({ outcome: 'pass', reason: 'not-configured' });
});
