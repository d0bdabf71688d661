import type { Call } from '../src/command.ts';

/**
 * The Slack id of the one person who is named in what was typed; null when none is, or more than one. A display name is its bearer's
 * to choose: only Slack's own mention, or an id, says who it is.
 */
export function personIn(typed: string, { mentioned = [] }: Pick<Call, 'mentioned'>): string | null {
  const [id = /^@?([UW][A-Z0-9]{6,})$/.exec(typed)?.[1], another] = mentioned;
  return id === undefined || another !== undefined ? null : id;
}
