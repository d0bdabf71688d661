import { appMethods } from './app-methods.ts';
import { chatMethods } from './chat-methods.ts';
import { conversationMethods } from './conversation-methods.ts';
import { fileMethods } from './file-methods.ts';
import type { ApiMethod } from './method.ts';
import { peopleMethods } from './people-methods.ts';
import { reactionMethods } from './reaction-methods.ts';
import { viewMethods } from './view-methods.ts';

export interface Addresses {
  /** The WebSocket address of a new Socket Mode connection. */
  connect: () => string;
  /** Where the bytes of a file go. */
  uploadUrl: (fileId: string) => string;
}

/** Every Web API method of the simulated Slack, by name. */
export function apiMethods({ connect, uploadUrl }: Addresses): ReadonlyMap<string, ApiMethod> {
  const all = [
    ...appMethods(connect),
    ...chatMethods,
    ...conversationMethods,
    ...peopleMethods,
    ...viewMethods,
    ...fileMethods(uploadUrl),
    ...reactionMethods,
  ];
  return new Map(all.map((method) => [method.name, method]));
}
