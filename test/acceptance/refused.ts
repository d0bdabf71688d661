import type { TrafficEntry } from '../../sandbox/contract.ts';

/** With these Slack says that a request was made wrongly; a product that is in order never reads them. */
const mistakes = new Set([
  'unknown_method',
  'invalid_arguments',
  'invalid_blocks',
  'invalid_json',
  'missing_scope',
  'msg_blocks_too_long',
  'msg_too_long',
  'no_text',
]);

/** What the bot asked for that the world does not have, and what Slack would not take as it was sent. Faults that were ordered are no such. */
export function refused(entries: readonly TrafficEntry[]): string[] {
  const ofBot = entries.filter(({ direction }) => direction === 'from-bot');
  return ofBot.flatMap(({ world, kind = '', response }) => {
    if (world === 'github') return kind.startsWith('unknown ') ? [kind] : [];
    const error = typeof response === 'object' && response !== null && 'error' in response ? response.error : null;
    return typeof error === 'string' && mistakes.has(error) ? [`${kind}: ${JSON.stringify(response)}`] : [];
  });
}
