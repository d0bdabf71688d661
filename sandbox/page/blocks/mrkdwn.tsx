import { get as emojiNamed } from 'node-emoji';
import { Fragment, type ReactNode } from 'react';
import { followPermalink } from '../shell/open-link.ts';
import { formatDate, fullMoment } from '../world/clock.ts';
import { useSurroundings } from '../world/surroundings.ts';
import { keyed } from './keyed.ts';
import { type Inline, parseMrkdwn, resolve } from './mrkdwn-parse.ts';

/** A text object of Block Kit: mrkdwn or plain. */
export interface TextObject {
  type: string;
  text: string;
}

export function Text({ of }: { of: TextObject }) {
  return of.type === 'mrkdwn' ? <Mrkdwn text={of.text} /> : <PlainText text={of.text} />;
}

export function Mrkdwn({ text }: { text: string }) {
  return keyed(parseMrkdwn(text)).map(({ key, item: paragraph }) => {
    if (paragraph.kind === 'pre') return <pre key={key}>{paragraph.text}</pre>;
    const children = inlines(paragraph.children);
    return paragraph.kind === 'quote' ? <blockquote key={key}>{children}</blockquote> : <p key={key}>{children}</p>;
  });
}

/** Plain text has emoji and line breaks, and nothing else has a meaning in it. */
export function PlainText({ text }: { text: string }) {
  return (
    <span className="plain">
      {keyed(text.split(/(:[a-z0-9_+'-]+:)/)).map(({ key, item }) => (
        <Fragment key={key}>{Number(key) % 2 === 1 ? emoji(item.slice(1, -1)) : resolve(item)}</Fragment>
      ))}
    </span>
  );
}

function inlines(nodes: Inline[]): ReactNode {
  return keyed(nodes).map(({ key, item }) => <Fragment key={key}>{inline(item)}</Fragment>);
}

function inline(node: Inline): ReactNode {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'code':
      return <code>{inlines(node.children)}</code>;
    case 'emoji':
      return emoji(node.text);
    case 'bold':
      return <strong>{inlines(node.children)}</strong>;
    case 'italic':
      return <em>{inlines(node.children)}</em>;
    case 'strike':
      return <del>{inlines(node.children)}</del>;
    case 'break':
      return <br />;
    case 'link':
      return <Link href={node.href}>{inlines(node.children)}</Link>;
    case 'broadcast':
      return <span className="mention mention-all">@{node.text}</span>;
    case 'date':
      return <Moment {...node} />;
    default:
      return <Mention kind={node.kind} id={node.id} label={node.text} />;
  }
}

export function emoji(name: string): ReactNode {
  const character = emojiNamed(name);
  if (character === undefined) return `:${name}:`;
  return (
    <span className="emoji" role="img" aria-label={name.replaceAll('_', ' ')} title={`:${name}:`}>
      {character}
    </span>
  );
}

export function Link({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a
      href={href}
      target="_blank"
      rel="noreferrer noopener"
      onClick={(event) => {
        if (followPermalink(href)) event.preventDefault();
      }}
    >
      {children}
    </a>
  );
}

function Moment({ seconds, template, href, fallback }: Extract<Inline, { kind: 'date' }>) {
  const ms = seconds * 1_000;
  if (!Number.isFinite(ms)) return fallback;
  const shown = (
    <time dateTime={new Date(ms).toISOString()} title={fullMoment(ms)}>
      {formatDate(seconds, resolve(template))}
    </time>
  );
  return href === null ? shown : <Link href={resolve(href)}>{shown}</Link>;
}

export function Mention({ kind, id, label }: { kind: 'user' | 'channel' | 'group'; id: string; label: string }) {
  const { people, channels, groups, bot } = useSurroundings();
  if (kind === 'channel')
    return <span className="mention">#{channels.find((c) => c.id === id)?.name ?? (label || id)}</span>;
  if (kind === 'group') {
    const group = groups.find((candidate) => candidate.id === id);
    return (
      <span className="mention" title={group?.name}>
        @{group?.handle ?? (label || id).replace(/^@/, '')}
      </span>
    );
  }
  const person = people.find((candidate) => candidate.slackId === id);
  return (
    <span className="mention" title={person?.title}>
      @{person?.name ?? (id === bot.id ? bot.name : label || id)}
    </span>
  );
}
