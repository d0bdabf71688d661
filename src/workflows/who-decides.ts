import { ofOutside } from '../model/fault.ts';
import type { MuteKind } from '../model/mute.ts';
import type { Millis } from '../model/time.ts';
import { minute } from '../model/time.ts';
import type { DeployPorts } from './deploy-ports.ts';

/** As many as somebody reads; whoever is on duty is among them. */
const mostMentioned = 10;

/** So long after a question to people they are reminded of it, once. */
export const remindAfter: Millis = 30 * minute;

/**
 * Slack ids of those who are asked for a decision: `first`, and holders of one of the roles. Not who has muted that. To be called in a step;
 * whom to mention is a courtesy, without which the question still stands.
 */
export async function whoDecides(
  ports: Pick<DeployPorts, 'catalogs' | 'clock' | 'mutes' | 'people'>,
  held: readonly string[],
  { first = null, what = 'all' }: { first?: string | null; what?: Exclude<MuteKind, 'authors'> } = {},
): Promise<string[]> {
  const { roles } = await ports.catalogs.active();
  const sources = held.flatMap((role) => roles[role] ?? []);
  const holders = await ports.people.holders(sources, mostMentioned).catch((error: unknown): string[] => {
    if (ofOutside(error)) return [];
    throw error;
  });
  const all = [...new Set([...(first === null ? [] : [first]), ...holders])];
  const muted = await ports.mutes.among(all, what, ports.clock.now());
  return all.filter((id) => !muted.includes(id));
}
