import { unticked } from '../../model/approval.ts';
import type { ApprovalRule } from '../../model/catalog.ts';
import type { Facts } from '../../model/facts.ts';
import type { Seen, Verdict } from '../../model/verdict.ts';
import { block, list, notConfigured, pass, warn } from '../verdicts.ts';

/**
 * Whoever approves ticks every item. Before that nothing blocks, for the form that approves asks for it; what was ticked of
 * another version of the list is asked anew, like the approval itself.
 */
export function checklist(
  rule: Pick<ApprovalRule, 'checklist' | 'roles'> | null,
  facts: Pick<Facts, 'ticked'>,
): Verdict {
  const items = rule?.checklist ?? [];
  if (!rule || items.length === 0) return notConfigured('checklist', 'No checklist has to be ticked here.');
  const { ticked } = facts;
  const whole = count(items.length);
  if (!ticked || ticked.by.length === 0 || ticked.checklist.length === 0) {
    return warn('checklist', 'checklist-open', `Its ${whole} ${verb(items.length)} ticked when it is approved.`, {
      saw: [{ what: 'Checklist', found: 'not ticked yet', wanted: list(items) }],
      who: rule.roles,
    });
  }
  if (!sameItems(items, ticked.checklist)) {
    const says = `The checklist in quarterdeck.yml has changed since it was ticked; its ${whole} ${verb(items.length)} ticked anew when it is approved.`;
    return warn('checklist', 'checklist-open', says, {
      saw: [{ what: 'Checklist', found: list(ticked.checklist) || 'none', wanted: list(items) }],
      who: rule.roles,
    });
  }
  const lacking = ticked.by.flatMap(({ name, items: own }) => {
    const open = unticked(items, own);
    return open.length > 0 ? [{ name, open }] : [];
  });
  if (lacking.length > 0) {
    return block(
      'checklist',
      'checklist-unticked',
      `${lacking.map(({ name, open }) => `${name} approved without ticking ${list(open)}`).join('; ')}.`,
      {
        saw: lacking.map(
          ({ name, open }): Seen => ({ what: `Not ticked by ${name}`, found: list(open), wanted: 'nothing' }),
        ),
        unblock: 'Ask for the deployment again, and have every item ticked when it is approved.',
        who: rule.roles,
      },
    );
  }
  const names = list(ticked.by.map(({ name }) => name));
  const says =
    items.length === 1 ? `Its one item is ticked by ${names}.` : `All ${items.length} items are ticked by ${names}.`;
  return pass('checklist', says, [{ what: 'Ticked', found: list(items), wanted: null }]);
}

/** In another order they are the same. */
function sameItems(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item) => other.includes(item));
}

function count(items: number): string {
  return items === 1 ? 'one item' : `${items} items`;
}

function verb(items: number): string {
  return items === 1 ? 'is' : 'are';
}
