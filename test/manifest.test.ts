import { readdirSync, readFileSync } from 'node:fs';
import type { AppsManifestCreateArguments } from '@slack/web-api';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { commands } from '../commands/index.ts';
import { requiredScopes, slackMethods } from '../src/adapters/slack/methods.ts';

type Manifest = AppsManifestCreateArguments['manifest'];

/** The limits that Slack's manifest schema states. */
const schema = z.strictObject({
  _metadata: z.strictObject({ major_version: z.number(), minor_version: z.number() }),
  display_information: z.strictObject({
    name: z.string().max(35),
    description: z.string().max(140),
    long_description: z.string().min(175).max(4_000),
    background_color: z.string().regex(/^#[0-9a-f]{6}$/),
  }),
  features: z.strictObject({
    app_home: z.strictObject({
      home_tab_enabled: z.boolean(),
      messages_tab_enabled: z.boolean(),
      messages_tab_read_only_enabled: z.boolean(),
    }),
    bot_user: z.strictObject({ display_name: z.string().max(80), always_online: z.boolean() }),
    slash_commands: z
      .array(
        z.strictObject({
          command: z.string().regex(/^\/[a-z0-9_-]{1,31}$/),
          description: z.string().min(1).max(2_000),
          usage_hint: z.string().min(1).max(1_000),
          should_escape: z.boolean(),
        }),
      )
      .max(50),
  }),
  oauth_config: z.strictObject({ scopes: z.strictObject({ bot: z.array(z.string()) }) }),
  settings: z.strictObject({
    event_subscriptions: z.strictObject({ bot_events: z.array(z.string()).max(100) }),
    interactivity: z.strictObject({ is_enabled: z.boolean() }),
    org_deploy_enabled: z.boolean(),
    socket_mode_enabled: z.boolean(),
    token_rotation_enabled: z.boolean(),
  }),
});

const manifest = schema.parse(parse(readFileSync('manifest.yml', 'utf8')));

function sources(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(`${folder}/${file}`, 'utf8'))
    .join('\n');
}

describe('manifest.yml', () => {
  test('lists exactly the commands, with their summaries and hints', () => {
    expect(manifest.features.slash_commands).toEqual(
      commands.map(({ name, summary, hint }) => ({
        command: name,
        description: summary,
        usage_hint: hint,
        should_escape: true,
      })),
    );
  });

  test('asks for exactly the scopes of the methods that are called', () => {
    expect([...manifest.oauth_config.scopes.bot].sort()).toEqual(requiredScopes());
    const called = [...sources('src/adapters/slack').matchAll(/client\s*\.([a-zA-Z]+)\s*\.([a-zA-Z]+)\(/g)].map(
      ([, family, method]) => `${family}.${method}`,
    );
    expect([...new Set(called)].sort()).toEqual(Object.keys(slackMethods).sort());
  });

  test('subscribes to exactly the events that are listened to', () => {
    const heard = [...sources('src/inbound/slack').matchAll(/app\.event\('([a-z_]+)'/g)].map(([, event]) => event);
    expect(manifest.settings.event_subscriptions.bot_events).toEqual(heard);
  });

  test('works as it is: socket mode, buttons and the Home tab', () => {
    expect(manifest.settings).toMatchObject({ socket_mode_enabled: true, interactivity: { is_enabled: true } });
    expect(manifest.features.app_home.home_tab_enabled).toBe(true);
  });

  test('is a manifest as Slack types it, with scopes and events of its closed lists', () => {
    const { oauth_config, settings, ...rest } = manifest;
    const events: NonNullable<NonNullable<Manifest['settings']>['event_subscriptions']>['bot_events'] = [
      'app_home_opened',
      'subteam_members_changed',
      'subteam_updated',
      'user_change',
    ];
    const typed: Manifest = {
      ...rest,
      oauth_config: { scopes: { bot: requiredScopes() } },
      settings: { ...settings, event_subscriptions: { bot_events: events } },
    };
    expect([...oauth_config.scopes.bot].sort()).toEqual(typed.oauth_config?.scopes?.bot);
    expect(settings.event_subscriptions.bot_events).toEqual(typed.settings?.event_subscriptions?.bot_events);
  });
});
