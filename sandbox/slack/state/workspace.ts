import type { WorldClock, WorldIds, WorldPerson } from '../../contract.ts';
import { fixedSlackId } from '../../ids.ts';
import type { AppManifest } from '../manifest.ts';
import { Channels } from './channels.ts';
import type { FormState } from './form-state.ts';
import { Messages, type StoredFile } from './messages.ts';
import { ResponseUrls } from './response-urls.ts';
import { createTimestamps } from './timestamps.ts';
import { TriggerIds } from './trigger-ids.ts';
import { Views } from './views.ts';

export interface UserGroup {
  id: string;
  handle: string;
  name: string;
  /** Slack user ids. */
  users: string[];
  updatedAt: number;
}

/** All that the simulated Slack knows. Real time is for what Slack itself measures: triggers, rate limits, response URLs. */
export interface Workspace {
  clock: WorldClock;
  ids: WorldIds;
  realNow: () => number;
  manifest: AppManifest;
  team: { id: string; name: string; domain: string };
  app: { id: string };
  bot: { id: string; userId: string; name: string };
  people: WorldPerson[];
  groups: UserGroup[];
  channels: Channels;
  messages: Messages;
  views: Views;
  triggers: TriggerIds;
  responseUrls: ResponseUrls;
  /** `shownFrom`: when messages can show it, real ms; null before its upload is completed. */
  files: Map<string, StoredFile & { uploaded: boolean; shownFrom: number | null }>;
  /** URLs that people opened with a button. */
  openedUrls: { handle: string; url: string }[];
  /** Slack user ids of people whose account was closed. */
  deactivated: Set<string>;
  /** What people have chosen in messages, by channel, message and person. */
  messageStates: Map<string, FormState>;
  nextTs: () => string;
  /** Makes ids for blocks and elements that came without. */
  nextBlockId: () => string;
  /** Tells the page that something changed. */
  changed: (what: string) => void;
  /** Sends an Events API event to the bot, if the manifest subscribes to it. */
  emit: (event: { type: string } & Record<string, unknown>, subscription?: string) => void;
}

export interface WorkspaceSource {
  clock: WorldClock;
  ids: WorldIds;
  people: WorldPerson[];
  manifest: AppManifest;
  channels: readonly string[];
  botOutside: readonly string[];
  /** Handle → name of each user group. */
  groups: Readonly<Record<string, string>>;
  realNow: () => number;
  changed: Workspace['changed'];
  emit: Workspace['emit'];
}

/** A fresh workspace: everybody is in every channel, and nothing has been said. */
export function createWorkspace(source: WorkspaceSource): Workspace {
  const { clock, ids, people, manifest, realNow } = source;
  const bot = { id: fixedSlackId('B', 'bot'), userId: fixedSlackId('U', 'bot'), name: manifest.botName };
  const handles = new Set([...Object.keys(source.groups), ...people.flatMap((person) => person.groups)]);
  let blockIds = 0;
  const channels = new Channels(source.channels, [...people.map((person) => person.slackId), bot.userId]);
  for (const name of source.botOutside) channels.find(name)?.members.delete(bot.userId);
  return {
    clock,
    ids,
    realNow,
    manifest,
    team: { id: fixedSlackId('T', 'acme'), name: 'Acme', domain: 'acme' },
    app: { id: fixedSlackId('A', 'app') },
    bot,
    people: people.map((person) => ({ ...person })),
    groups: [...handles].map((handle) => ({
      id: fixedSlackId('S', handle),
      handle,
      name: source.groups[handle] ?? handle,
      users: people.filter((person) => person.groups.includes(handle)).map((person) => person.slackId),
      updatedAt: clock.now(),
    })),
    channels,
    messages: new Messages(),
    views: new Views(),
    triggers: new TriggerIds(realNow, () => ids.guid()),
    responseUrls: new ResponseUrls(realNow),
    files: new Map(),
    openedUrls: [],
    deactivated: new Set(),
    messageStates: new Map(),
    nextTs: createTimestamps(clock),
    nextBlockId: () => `b${(++blockIds).toString(36).padStart(4, '0')}`,
    changed: source.changed,
    emit: source.emit,
  };
}
