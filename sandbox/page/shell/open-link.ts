/** Goes to a message of this workspace; false when there is no such channel. */
export type PermalinkListener = (channelId: string, ts: string) => boolean;

let listener: PermalinkListener = () => false;

export function onPermalink(next: PermalinkListener): () => void {
  listener = next;
  return () => {
    listener = () => false;
  };
}

/** True when the address is a permalink that the page has followed by itself, as Slack does. */
export function followPermalink(href: string): boolean {
  const [, channel, seconds, rest] = /\/archives\/(\w+)\/p(\d+)(\d{6})\b/.exec(href) ?? [];
  return channel !== undefined && listener(channel, `${seconds}.${rest}`);
}

/** Opens a button's address: in the page if it leads to a message, else in a new tab. Only web addresses lead anywhere. */
export function openLink(href: string): void {
  if (!followPermalink(href) && /^https?:\/\//.test(href)) window.open(href, '_blank', 'noopener,noreferrer');
}
