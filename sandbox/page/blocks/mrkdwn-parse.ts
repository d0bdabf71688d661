/** Slack's mrkdwn, taken apart. Texts are as shown: `&lt;` and its like are resolved, and can no longer mean anything. */
export type Inline =
  | { kind: 'text' | 'emoji'; text: string }
  | { kind: 'code' | 'bold' | 'italic' | 'strike'; children: Inline[] }
  | { kind: 'link'; href: string; children: Inline[] }
  | { kind: 'user' | 'channel' | 'group'; id: string; text: string }
  | { kind: 'broadcast'; text: string }
  | { kind: 'date'; seconds: number; template: string; href: string | null; fallback: string }
  | { kind: 'break' };

export type Paragraph =
  | { kind: 'lines'; children: Inline[] }
  | { kind: 'quote'; children: Inline[] }
  | { kind: 'pre'; text: string };

export function parseMrkdwn(source: string): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  // Odd parts stood between triple backticks; an unpaired one is ordinary text.
  const parts = source.split('```');
  if (parts.length % 2 === 0) parts.push(`${parts.splice(-2, 1)[0]}\`\`\`${parts.pop()}`);
  parts.forEach((part, index) => {
    if (index % 2 === 1) paragraphs.push({ kind: 'pre', text: resolve(part.replace(/^\n|\n$/g, '')) });
    else if (part.trim() !== '') paragraphs.push(...parseLines(part.replace(/^\n|\n$/g, '')));
  });
  return paragraphs;
}

function parseLines(text: string): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  for (const line of text.split('\n')) {
    const quoted = /^(?:&gt;|>)\s?/.exec(line);
    const kind = quoted === null ? 'lines' : 'quote';
    const children = parseInline(quoted === null ? line : line.slice(quoted[0].length));
    const last = paragraphs.at(-1);
    if (last?.kind === kind) last.children.push({ kind: 'break' }, ...children);
    else paragraphs.push({ kind, children });
  }
  return paragraphs;
}

type Rule = [pattern: RegExp, make: (match: RegExpExecArray) => Inline | null];

const rules: Rule[] = [
  [/`([^`\n]+)`/y, ([, text = '']) => ({ kind: 'code', children: parseCode(text) })],
  [/<([^<>\n]+)>/y, ([, inside = '']) => parseControl(inside)],
  [/:([a-z0-9_+'-]+):/y, ([, name = '']) => ({ kind: 'emoji', text: name })],
  [/(?<!\w)\*(?! )([^*\n]*[^*\n ])\*(?!\w)/y, ([, text = '']) => ({ kind: 'bold', children: parseInline(text) })],
  [/(?<!\w)_(?! )([^_\n]*[^_\n ])_(?!\w)/y, ([, text = '']) => ({ kind: 'italic', children: parseInline(text) })],
  [/(?<!\w)~(?! )([^~\n]*[^~\n ])~(?!\w)/y, ([, text = '']) => ({ kind: 'strike', children: parseInline(text) })],
];

export function parseInline(text: string): Inline[] {
  const nodes: Inline[] = [];
  let plain = '';
  const flush = () => {
    if (plain !== '') nodes.push({ kind: 'text', text: resolve(plain) });
    plain = '';
  };
  for (let at = 0; at < text.length; ) {
    const found = matchAt(text, at);
    if (found === null) {
      plain += text[at];
      at += 1;
    } else {
      flush();
      nodes.push(found.node);
      at += found.length;
    }
  }
  flush();
  return nodes;
}

function matchAt(text: string, at: number): { node: Inline; length: number } | null {
  if (!'`<:*_~'.includes(text[at] ?? ' ')) return null;
  for (const [pattern, make] of rules) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    const node = match === null ? null : make(match);
    if (match !== null && node !== null) return { node, length: match[0].length };
  }
  return null;
}

/** In code nothing has a meaning but a link. */
function parseCode(text: string): Inline[] {
  return text.split(/(<https?:[^<>]+>)/).flatMap((part, index): Inline[] => {
    const link = index % 2 === 1 ? parseControl(part.slice(1, -1)) : null;
    if (link !== null) return [link];
    return part === '' ? [] : [{ kind: 'text', text: resolve(part) }];
  });
}

/** What stands between `<` and `>`. */
function parseControl(inside: string): Inline | null {
  const bar = inside.indexOf('|');
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const written = bar < 0 ? '' : inside.slice(bar + 1);
  const label = resolve(written);
  if (target.startsWith('@')) return { kind: 'user', id: target.slice(1), text: label };
  if (target.startsWith('#')) return { kind: 'channel', id: target.slice(1), text: label };
  if (target.startsWith('!subteam^')) return { kind: 'group', id: target.slice(9), text: label };
  if (/^!(here|channel|everyone)$/.test(target)) return { kind: 'broadcast', text: target.slice(1) };
  if (target.startsWith('!date^')) {
    const [, seconds = '', template = '', href] = target.split('^');
    return { kind: 'date', seconds: Number(seconds), template, href: href ?? null, fallback: label };
  }
  if (/^(https?:|mailto:)/.test(target)) {
    const href = resolve(target);
    return { kind: 'link', href, children: written === '' ? [{ kind: 'text', text: href }] : parseInline(written) };
  }
  return null;
}

const entities: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

export const resolve = (text: string) => text.replace(/&(?:lt|gt|amp);/g, (entity) => entities[entity] ?? entity);
