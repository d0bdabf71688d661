import type { Outcome, WorldPerson } from '../../contract.ts';
import { isRecord, textOf } from '../blocks/block-object.ts';
import { type Control, findControl, flatOptions, optionsOf } from './controls.ts';
import { interactive, nobody, payloadBase, personOf, type Stage } from './interaction.ts';
import { type Surface, surfaceOf } from './seen-surface.ts';
import { visibleLabel } from './visible-label.ts';

type Option = Record<string, unknown>;

/** Asks the bot for the options of an external select, as Slack does while somebody types. None without an answer. */
export async function askBot(
  stage: Stage,
  person: WorldPerson,
  surface: Surface,
  control: Control,
  query: string,
): Promise<Option[]> {
  const { block, element } = control;
  const { response_url: _, ...where } = surface.where();
  const payload = {
    ...payloadBase(stage, person),
    ...where,
    action_id: element.action_id,
    block_id: block.block_id,
    value: query,
  };
  const { delivery } = stage;
  const ack = await delivery.send(interactive('block_suggestion', payload), delivery.newId());
  if (!ack.acked || !isRecord(ack.payload)) return [];
  return flatOptions(ack.payload.options, ack.payload.option_groups).slice(0, 100);
}

/** The labels that a person is offered after typing `query`: by the bot, or of the options that stand in the control. */
export async function offeredOptions(
  stage: Stage,
  handle: string,
  input: { view: string; label: string; query: string },
): Promise<string[] | Outcome> {
  const person = personOf(stage.workspace, handle);
  if (person === undefined) return nobody(handle);
  const surface = surfaceOf(stage, person, { view: input.view });
  if (surface === undefined) return { acked: false, status: 404, error: 'this form is not open' };
  const found = findControl(surface.blocks, input.label);
  if ('error' in found) return { acked: false, ...found };
  const { element } = found.control;
  if (element.type.endsWith('external_select')) {
    return labels(await askBot(stage, person, surface, found.control, input.query));
  }
  if (element.type.endsWith('users_select')) {
    return stage.workspace.people.map((one) => one.handle).filter((one) => one.includes(input.query));
  }
  const wanted = visibleLabel(input.query);
  return labels(optionsOf(element).filter((option) => visibleLabel(option.text).includes(wanted)));
}

function labels(options: Option[]): string[] {
  return options.map((option) => textOf(option.text));
}
