import type { Millis } from '../../model/time.ts';
import type { Answered } from './desk.ts';

/** Addresses come with payloads from outside; only Slack's own hosts, or that of the configured API, are ever called. */
const slackHosts = ['hooks.slack.com', 'hooks.slack-gov.com'];

/**
 * Sends an answer to a response_url. Throws when Slack gave no answer (5xx, network): it may have been said.
 */
export function createAnswer(options: { apiUrl: string | null; timeout?: Millis }) {
  const { apiUrl, timeout = 10_000 } = options;
  const allowed = (address: URL) =>
    (address.protocol === 'https:' && slackHosts.includes(address.host)) ||
    (apiUrl !== null && address.origin === new URL(apiUrl).origin);

  return async (responseUrl: string, body: Record<string, unknown>): Promise<Answered> => {
    if (!URL.canParse(responseUrl) || !allowed(new URL(responseUrl))) return 'gone';
    const response = await fetch(responseUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(timeout),
    });
    const said = (await response.text()).slice(0, 2_000);
    if (/invalid_blocks|msg_blocks_too_long/.test(said)) return 'blocks-refused';
    if (response.ok) return /"ok":\s*false/.test(said) ? 'gone' : 'said';
    if (response.status === 429 || response.status >= 500) {
      throw new UnansweredUrl(`the response_url answered HTTP ${response.status}`);
    }
    return 'gone';
  };
}

export class UnansweredUrl extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnansweredUrl';
  }
}
