import { type BlockObject, isBlockObject, isRecord, stringOf, textOf } from '../blocks/block-object.ts';
import { elementsOf, walkBlocks } from '../blocks/walk.ts';
import { held } from '../state/form-state.ts';
import { visibleLabel } from './visible-label.ts';

/** An interactive element in its block. */
export interface Control {
  block: BlockObject;
  element: BlockObject;
  /** As it is written on the screen. */
  label: string;
}

export type Found = { control: Control } | { status: 404 | 409; error: string };

/** Every button that a person sees: ordinary ones, the icons under a message, and the two thumbs. */
export function buttonsOf(blocks: readonly BlockObject[]): Control[] {
  return [...walkBlocks(blocks)].flatMap((block) =>
    elementsOf(block).flatMap((element): Control[] => {
      if (element.type === 'feedback_buttons') {
        return ['positive_button', 'negative_button'].flatMap((side) => {
          const half = element[side];
          return isRecord(half) ? [{ block, element: { ...element, ...half }, label: textOf(half.text) }] : [];
        });
      }
      const isButton = ['button', 'icon_button', 'workflow_button'].includes(element.type);
      return isButton ? [{ block, element, label: textOf(element.text) }] : [];
    }),
  );
}

/** Every control that holds a value, and overflow menus. */
export function controlsOf(blocks: readonly BlockObject[]): Control[] {
  return [...walkBlocks(blocks)].flatMap((block) =>
    elementsOf(block)
      .filter((element) => element.type === 'overflow' || held(element.type, null) !== undefined)
      .map((element) => ({ block, element, label: labelOf(block, element) })),
  );
}

/** Tells two of one label apart, by block_id and action_id. */
export interface Place {
  block?: string;
  action?: string;
}

export function findButton(blocks: readonly BlockObject[], label: string, place: Place = {}): Found {
  const wanted = visibleLabel(label);
  const all = at(buttonsOf(blocks), place);
  return only(
    all.filter((button) => visibleLabel(button.label) === wanted),
    label,
  );
}

/** By label, else by placeholder, else by action_id. */
export function findControl(blocks: readonly BlockObject[], name: string, place: Place = {}): Found {
  const all = at(controlsOf(blocks), place);
  const wanted = visibleLabel(name);
  const byLabel = all.filter((control) => visibleLabel(control.label) === wanted);
  if (byLabel.length > 0) return only(byLabel, name);
  const byPlaceholder = all.filter((control) => visibleLabel(control.element.placeholder) === wanted);
  if (byPlaceholder.length > 0) return only(byPlaceholder, name);
  return only(
    all.filter((control) => control.element.action_id === name),
    name,
  );
}

function at(controls: Control[], { block, action }: Place): Control[] {
  return controls.filter(
    (control) =>
      (block === undefined || control.block.block_id === block) &&
      (action === undefined || control.element.action_id === action),
  );
}

function only(found: Control[], name: string): Found {
  const [control] = found;
  if (control === undefined) return { status: 404, error: `there is no "${name}" here` };
  return found.length > 1 ? { status: 409, error: `there are ${found.length} of "${name}" here` } : { control };
}

function labelOf(block: BlockObject, element: BlockObject): string {
  if (block.type === 'input') return textOf(block.label);
  if (block.type === 'section' && textOf(block.text) !== '') return textOf(block.text);
  return textOf(element.placeholder) || (stringOf(element.action_id) ?? '');
}

/** True when using the control tells the bot at once, rather than when the form is submitted. */
export function tellsAtOnce(control: Control): boolean {
  return control.block.type !== 'input' || control.block.dispatch_action === true;
}

/** Options that stand in the element itself, groups flattened. */
export function optionsOf(element: BlockObject): Record<string, unknown>[] {
  return flatOptions(element.options, element.option_groups);
}

export function flatOptions(options: unknown, groups: unknown): Record<string, unknown>[] {
  const flat = Array.isArray(options) ? options.filter(isRecord) : [];
  const grouped = Array.isArray(groups)
    ? groups.filter(isRecord).flatMap((group) => flatOptions(group.options, null))
    : [];
  return [...flat, ...grouped];
}

export function hasInput(blocks: readonly BlockObject[]): boolean {
  return blocks.some((block) => block.type === 'input' && isBlockObject(block.element));
}
