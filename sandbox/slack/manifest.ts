import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

const scopes = z.array(z.string()).default([]);

/** The parts of an app manifest that decide how Slack treats the app; the rest is for Slack's own settings pages. */
const appManifest = z.looseObject({
  display_information: z.looseObject({ name: z.string() }),
  features: z
    .looseObject({
      app_home: z.looseObject({ home_tab_enabled: z.boolean().default(false) }).optional(),
      bot_user: z.looseObject({ display_name: z.string() }).optional(),
      slash_commands: z
        .array(
          z.looseObject({
            command: z.string().startsWith('/'),
            description: z.string().default(''),
            usage_hint: z.string().default(''),
            should_escape: z.boolean().default(false),
          }),
        )
        .default([]),
    })
    .default({ slash_commands: [] }),
  oauth_config: z.looseObject({
    scopes: z.looseObject({ bot: scopes, bot_optional: scopes }).default({ bot: [], bot_optional: [] }),
  }),
  settings: z
    .looseObject({
      event_subscriptions: z.looseObject({ bot_events: z.array(z.string()).default([]) }).optional(),
      interactivity: z.looseObject({ is_enabled: z.boolean() }).optional(),
    })
    .default({}),
});

export interface AppManifest {
  name: string;
  botName: string;
  /** Scopes that the bot token is granted: the required and the optional ones. */
  scopes: readonly string[];
  commands: readonly { command: string; description: string; usage_hint: string; should_escape: boolean }[];
  botEvents: readonly string[];
  interactive: boolean;
  homeTab: boolean;
}

/**
 * Reads an app manifest from a YAML or JSON file, or from the parsed object.
 * @throws when the file is missing or the manifest has not the shape that Slack asks for
 */
export function readManifest(source: unknown): AppManifest {
  const raw: unknown = typeof source === 'string' ? parse(readFileSync(source, 'utf8')) : source;
  const { display_information, features, oauth_config, settings } = appManifest.parse(raw);
  return {
    name: display_information.name,
    botName: features.bot_user?.display_name ?? display_information.name,
    scopes: [...oauth_config.scopes.bot, ...oauth_config.scopes.bot_optional],
    commands: features.slash_commands.map(({ command, description, usage_hint, should_escape }) => ({
      command,
      description,
      usage_hint,
      should_escape,
    })),
    botEvents: settings.event_subscriptions?.bot_events ?? [],
    interactive: settings.interactivity?.is_enabled ?? false,
    homeTab: features.app_home?.home_tab_enabled ?? false,
  };
}
