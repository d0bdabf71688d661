import { z } from 'zod';
import { SlackRefusal } from '../api/refusal.ts';
import { blockObjects } from './block-object.ts';
import { checkBlocks } from './check-blocks.ts';
import { refusalDetail } from './check-message.ts';
import { chars, plainText } from './composition-schema.ts';
import { type Problem, problem, toProblems } from './problems.ts';

const shared = {
  blocks: z.array(z.unknown()),
  private_metadata: chars(3000, 0).optional(),
  callback_id: chars(255, 0).optional(),
  external_id: chars(255, 0).optional(),
};
const modal = z.strictObject({
  type: z.literal('modal'),
  ...shared,
  title: plainText(24),
  submit: plainText(24).nullish(),
  close: plainText(24).nullish(),
  clear_on_close: z.boolean().optional(),
  notify_on_close: z.boolean().optional(),
  submit_disabled: z.boolean().optional(),
});
const home = z.strictObject({ type: z.literal('home'), ...shared });

export type ModalInput = z.infer<typeof modal>;
export type HomeInput = z.infer<typeof home>;

/**
 * A form as Slack takes it.
 * @throws SlackRefusal `invalid_arguments` with what is wrong in `response_metadata.messages`
 */
export function checkModal(value: unknown): ModalInput {
  const parsed = modal.safeParse(value);
  if (!parsed.success) throw refused(toProblems(parsed.error.issues, value, ['view']));
  const view = parsed.data;
  const problems = checkBlocks(view.blocks, 'modal', ['view', 'blocks']);
  const hasInput = blockObjects(view.blocks).some((block) => block.type === 'input');
  if (hasInput && !view.submit) problems.push(problem('`submit` is required when an input block is used', ['view']));
  if (problems.length > 0) throw refused(problems);
  return view;
}

/** A Home tab as Slack takes it; throws as checkModal does. */
export function checkHome(value: unknown): HomeInput {
  const parsed = home.safeParse(value);
  if (!parsed.success) throw refused(toProblems(parsed.error.issues, value, ['view']));
  const problems = checkBlocks(parsed.data.blocks, 'home', ['view', 'blocks']);
  if (problems.length > 0) throw refused(problems);
  return parsed.data;
}

function refused(problems: Problem[]): SlackRefusal {
  return new SlackRefusal('invalid_arguments', refusalDetail(problems));
}
