/** A message as the sandbox's control API shows it. */
export interface Message {
  ts: string;
  thread_ts?: string;
  author: string;
  text: string;
  blocks: unknown[];
  ephemeral_to?: string;
}

const shown = [
  'text',
  'title',
  'elements',
  'fields',
  'details',
  'output',
  'tasks',
  'sources',
  'child_blocks',
  'rows',
  'label',
  'hint',
  'alt_text',
];

/** Everything a person would read of a message or a view: its fallback text and the text in its blocks. */
export function readable(message: Pick<Message, 'blocks'> & { text?: string }): string {
  const words: string[] = message.text === undefined ? [] : [message.text];
  const walk = (value: unknown): void => {
    if (typeof value === 'string') words.push(value);
    else if (Array.isArray(value)) for (const item of value) walk(item);
    else if (value && typeof value === 'object')
      for (const [key, item] of Object.entries(value)) if (shown.includes(key)) walk(item);
  };
  walk(message.blocks);
  return words.join('\n');
}

/** The labels of the buttons that a message or view shows, in order. */
export function buttons(message: Pick<Message, 'blocks'>): string[] {
  const labels: string[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) walk(item);
    else if (value && typeof value === 'object') {
      const { type, text, elements, accessory } = value as Record<string, unknown>;
      if (type === 'button' && text && typeof text === 'object' && 'text' in text) labels.push(String(text.text));
      walk(elements);
      walk(accessory);
    }
  };
  walk(message.blocks);
  return labels;
}

/** The address behind a button that is a link. */
export function linkOf(message: Pick<Message, 'blocks'>, label: string): string | undefined {
  const found = JSON.stringify(message.blocks).match(
    new RegExp(`\\{"type":"button"[^{}]*"text":\\{[^{}]*"text":"${label}"[^{}]*\\}[^{}]*"url":"([^"]*)"`),
  );
  return found?.[1];
}

/** Main messages that everybody sees: neither replies in a thread nor ephemeral ones. */
export function posted(messages: readonly Message[]): Message[] {
  return messages.filter(
    ({ ts, thread_ts: thread, ephemeral_to: only }) => only === undefined && (thread === undefined || thread === ts),
  );
}
