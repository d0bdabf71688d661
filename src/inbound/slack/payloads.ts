import { z } from 'zod';

const id = z.string().min(1).max(80);
const url = z.string().max(2_000);
const channelName = z.string().max(200).optional();

/** What Slack sends, as far as we read it. Everything else is dropped at the door. */
export const commandPayload = z.object({
  user_id: id,
  channel_id: id,
  channel_name: channelName,
  command: z.string().max(80),
  text: z.string().default(''),
  trigger_id: z.string().max(200),
  response_url: url.optional(),
});

const view = z.object({
  id,
  type: z.string(),
  callback_id: z.string().default(''),
  private_metadata: z.string().default(''),
  state: z
    .object({
      values: z.record(
        z.string(),
        z.record(
          z.string(),
          z.object({
            type: z.string(),
            value: z.string().nullish(),
            selected_option: z.object({ value: z.string() }).nullish(),
            selected_options: z.array(z.object({ value: z.string() })).optional(),
          }),
        ),
      ),
    })
    .default({ values: {} }),
});
export type PayloadView = z.output<typeof view>;

const user = z.object({ id });

export const actionPayload = z.object({
  user,
  channel: z.object({ id, name: channelName }).optional(),
  trigger_id: z.string().max(200),
  response_url: url.optional(),
  view: view.optional(),
  actions: z
    .array(
      z.object({
        action_id: z.string(),
        block_id: z.string().default(''),
        value: z.string().optional(),
        action_ts: z.string().default(''),
      }),
    )
    .min(1),
});
export type ActionPayload = z.output<typeof actionPayload>;

export const submissionPayload = z.object({ user, view });

export const suggestionPayload = z.object({
  user,
  block_id: z.string(),
  value: z.string().default(''),
  view: view.optional(),
});

export const homeOpened = z.object({
  event_id: z.string().optional(),
  event: z.object({
    type: z.literal('app_home_opened'),
    user: id,
    tab: z.string().optional(),
    event_ts: z.string().optional(),
  }),
});

/** Somebody has come into a user group or left it, or their account has changed. */
export const peopleChanged = z.object({
  event: z.union([
    z.object({ type: z.enum(['subteam_members_changed', 'subteam_updated']) }),
    z.object({ type: z.literal('user_change'), user: z.object({ id }) }),
  ]),
});

/** What our own doors stored in the inbox. */
const who = {
  user: id,
  channel: z.object({ id, name: z.string().nullable() }),
  responseUrl: z.string().nullable(),
  // The version before did not store it.
  asked: z.number().nullish().default(null),
};
export const stored = {
  command: z.object({ ...who, command: z.string(), text: z.string(), length: z.number() }),
  action: z.object({ ...who, button: z.string() }),
  submission: z.object({
    ...who,
    command: z.string(),
    form: z.string(),
    context: z.record(z.string(), z.unknown()),
    values: z.record(z.string(), z.string().nullable()),
  }),
  home: z.object({ user: id }),
};

/** What we keep of an open form besides its own context. */
export const keptForm = z.object({
  context: z.record(z.string(), z.unknown()),
  channel: z.object({ id, name: z.string().nullable() }),
  responseUrl: z.string().nullable(),
});
export type KeptForm = z.output<typeof keptForm>;
