import { z } from 'zod';
import { checkHome, checkModal } from '../blocks/check-view.ts';
import { makeHome, makeModal, replaceModal, viewJson } from '../state/make-view.ts';
import { json } from './arguments.ts';
import { type ApiMethod, method } from './method.ts';
import { SlackRefusal } from './refusal.ts';

const maxDepth = 3;
const view = json('invalid_arguments');
const triggered = z.object({ trigger_id: z.string().optional(), interactivity_pointer: z.string().optional(), view });

const open = method({
  name: 'views.open',
  scopes: [],
  tier: 't4',
  args: triggered,
  run: (workspace, { trigger_id, interactivity_pointer, view: given }) => {
    const input = checkModal(given);
    const owner = workspace.triggers.exchange(trigger_id ?? interactivity_pointer ?? '');
    const modal = makeModal(workspace, owner, input, undefined);
    workspace.views.open(modal);
    workspace.changed('view');
    return { view: viewJson(workspace, modal) };
  },
});

const push = method({
  name: 'views.push',
  scopes: [],
  tier: 't4',
  args: triggered,
  run: (workspace, { trigger_id, interactivity_pointer, view: given }) => {
    const input = checkModal(given);
    const owner = workspace.triggers.exchange(trigger_id ?? interactivity_pointer ?? '');
    const stack = workspace.views.stack(owner);
    if (stack.length === 0) throw new SlackRefusal('not_found');
    if (stack.length >= maxDepth) throw new SlackRefusal('push_limit_reached');
    const modal = makeModal(workspace, owner, input, stack.at(-1));
    workspace.views.push(modal);
    workspace.changed('view');
    return { view: viewJson(workspace, modal) };
  },
});

const update = method({
  name: 'views.update',
  scopes: [],
  tier: 't4',
  args: z.object({
    view_id: z.string().optional(),
    external_id: z.string().optional(),
    hash: z.string().optional(),
    view,
  }),
  run: (workspace, { view_id, external_id, hash, view: given }) => {
    const input = checkModal(given);
    const modal = view_id ? workspace.views.byId(view_id) : workspace.views.byExternalId(external_id ?? '');
    if (modal === undefined || modal.type !== 'modal') throw new SlackRefusal('not_found');
    if (hash !== undefined && hash !== '' && hash !== modal.hash) throw new SlackRefusal('hash_conflict');
    replaceModal(workspace, modal, input);
    return { view: viewJson(workspace, modal) };
  },
});

const publish = method({
  name: 'views.publish',
  scopes: [],
  tier: 't4',
  args: z.object({ user_id: z.string(), hash: z.string().optional(), view }),
  run: (workspace, { user_id: owner, hash, view: given }) => {
    if (!workspace.manifest.homeTab) throw new SlackRefusal('not_enabled');
    const input = checkHome(given);
    if (!workspace.people.some((person) => person.slackId === owner)) {
      throw new SlackRefusal('invalid_arguments', {
        response_metadata: { messages: ['[ERROR] invalid `user_id` [json-pointer:/user_id]'] },
      });
    }
    const before = workspace.views.home(owner);
    if (hash !== undefined && hash !== '' && before !== undefined && hash !== before.hash) {
      throw new SlackRefusal('hash_conflict');
    }
    const home = makeHome(workspace, owner, input, before);
    workspace.views.publish(home);
    workspace.changed('home');
    return { view: viewJson(workspace, home) };
  },
});

export const viewMethods: readonly ApiMethod[] = [open, push, update, publish];
