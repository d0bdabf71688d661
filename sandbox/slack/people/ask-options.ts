import { z } from 'zod';
import type { Outcome, WorldPerson } from '../../contract.ts';
import { textOf } from '../blocks/block-object.ts';
import { plainOption, plainText } from '../blocks/composition-schema.ts';
import { type Control, findControl, flatOptions, optionsOf } from './controls.ts';
import { interactive, nobody, payloadBase, personOf, type Stage } from './interaction.ts';
import { type Surface, surfaceOf } from './seen-surface.ts';
import { visibleLabel } from './visible-label.ts';

type Option = Record<string, unknown>;

/** What Slack takes as an answer to a block_suggestion; with anything else a person sees an empty list. */
const suggestion = z.union([
  z.object({ options: z.array(plainOption).max(100) }),
  z.object({
    option_groups: z.array(z.strictObject({ label: plainText(75), options: z.array(plainOption).max(100) })).max(100),
  }),
]);
/** Characters that must be typed before Slack asks the bot, unless the select says otherwise. */
const leastQuery = 3;

export type Offered = { options: Option[] } | { problem: string };

/** Asks the bot for the options of an external select, as Slack does while somebody types. */
export async function askBot(
  stage: Stage,
  person: WorldPerson,
  surface: Surface,
  control: Control,
  query: string,
): Promise<Offered> {
  const { block, element } = control;
  const least = typeof element.min_query_length === 'number' ? element.min_query_length : leastQuery;
  if (query.length < least) return { problem: `this select asks the bot after ${least} characters` };
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
  if (!ack.acked) return { problem: ack.error };
  const answer = suggestion.safeParse(ack.payload);
  if (!answer.success) return { problem: `Slack does not take these options: ${z.prettifyError(answer.error)}` };
  const { data } = answer;
  return { options: 'options' in data ? flatOptions(data.options, null) : flatOptions(null, data.option_groups) };
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
    const offered = await askBot(stage, person, surface, found.control, input.query);
    return 'problem' in offered ? { acked: false, error: offered.problem } : labels(offered.options);
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
