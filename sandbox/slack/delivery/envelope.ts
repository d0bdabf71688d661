/** One thing that Slack tells the bot. */
export interface Envelope {
  type: 'slash_commands' | 'interactive' | 'events_api';
  /** For the log of traffic: the command, the interaction or the event, such as `block_actions`. */
  kind: string;
  payload: Record<string, unknown>;
  /** True when the acknowledgement may carry an answer. */
  acceptsResponse: boolean;
}

export interface Retry {
  attempt: number;
  reason: string;
}

/** What came back. `payload` is the body of the acknowledgement: an object, a text, or undefined when it was empty. */
export type Ack = { acked: true; payload: unknown } | { acked: false; error: 'dispatch_failed' };

export const dispatchFailed: Ack = { acked: false, error: 'dispatch_failed' };
