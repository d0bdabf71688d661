/** Opens a button's address in a new tab; anything but a web address leads nowhere. */
export function openLink(href: string): void {
  if (/^https?:\/\//.test(href)) window.open(href, '_blank', 'noopener,noreferrer');
}
