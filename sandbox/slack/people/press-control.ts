import type { Outcome, PressControl, PressTarget, WorldPerson } from '../../contract.ts';
import { stringOf } from '../blocks/block-object.ts';
import { askBot } from './ask-options.ts';
import { chooseValue } from './choose-value.ts';
import { type Control, findButton, findControl, optionsOf, tellsAtOnce } from './controls.ts';
import { ackOutcome, interactive, nobody, outcome, payloadBase, personOf, type Stage } from './interaction.ts';
import { type Surface, surfaceOf } from './seen-surface.ts';
import { visibleLabel } from './visible-label.ts';

/** A person presses a button or uses another control. A confirmation is answered yes. */
export async function press(stage: Stage, handle: string, target: PressTarget, wanted: PressControl): Promise<Outcome> {
  const { workspace } = stage;
  const person = personOf(workspace, handle);
  if (person === undefined) return nobody(handle);
  const surface = surfaceOf(stage, person, target);
  if (surface === undefined)
    return outcome(workspace, person, { acked: false, status: 404, error: 'there is nothing' });
  if ('button' in wanted) {
    const found = findButton(surface.blocks, wanted.button, wanted);
    if ('error' in found) return outcome(workspace, person, { acked: false, ...found });
    return pressButton(stage, person, surface, found.control);
  }
  const found = findControl(surface.blocks, wanted.control, wanted);
  if ('error' in found) return outcome(workspace, person, { acked: false, ...found });
  return operate(stage, person, surface, found.control, wanted.value);
}

function pressButton(stage: Stage, person: WorldPerson, surface: Surface, control: Control): Promise<Outcome> {
  const { element } = control;
  const url = stringOf(element.url);
  if (url !== undefined) stage.workspace.openedUrls.push({ handle: person.handle, url });
  const said = { text: element.text, ...(element.value !== undefined && { value: element.value }) };
  return act(stage, person, surface, control, {
    ...said,
    ...(element.style !== undefined && { style: element.style }),
  });
}

/** Chooses a value. The bot is told only by controls that tell at once; a form's inputs wait for its submission. */
export async function operate(
  stage: Stage,
  person: WorldPerson,
  surface: Surface,
  control: Control,
  given: unknown,
): Promise<Outcome> {
  const { workspace } = stage;
  const { block, element, label } = control;
  if (element.type === 'overflow') {
    const wanted = visibleLabel(String(given));
    const option = optionsOf(element).find((one) => visibleLabel(one.text) === wanted);
    if (option === undefined)
      return outcome(workspace, person, { acked: false, status: 404, error: `no option "${given}"` });
    return act(stage, person, surface, control, { selected_option: option });
  }
  const choice = await chooseValue(workspace, element, given, (query) =>
    askBot(stage, person, surface, control, query),
  );
  if ('error' in choice) return outcome(workspace, person, { acked: false, errors: { [label]: choice.error } });
  surface.state.set(block, element, choice.value);
  workspace.changed('view');
  if (!tellsAtOnce(control)) return outcome(workspace, person, { acked: true });
  const { type: _, ...content } = choice.value;
  return act(stage, person, surface, control, content);
}

function act(
  stage: Stage,
  person: WorldPerson,
  surface: Surface,
  { block, element }: Control,
  content: Record<string, unknown>,
): Promise<Outcome> {
  const { workspace } = stage;
  if (!workspace.manifest.interactive) {
    const error = 'This app is not configured to handle interactive responses.';
    return Promise.resolve(outcome(workspace, person, { acked: false, error }));
  }
  const action = {
    type: element.type,
    action_id: element.action_id,
    block_id: block.block_id,
    ...content,
    action_ts: workspace.nextTs(),
  };
  const payload = {
    ...payloadBase(stage, person),
    trigger_id: workspace.triggers.issue(person.slackId),
    ...surface.where(),
    state: { values: surface.state.values(surface.blocks) },
    actions: [action],
  };
  return stage.tell(interactive('block_actions', payload), (ack) => ackOutcome(workspace, person, ack));
}
