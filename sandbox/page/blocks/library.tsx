import type { KnownBlock } from '@slack/types';
import { type ComponentProps, useMemo } from 'react';
import { Message } from 'slack-blocks-to-jsx';
import { formatDate } from '../world/clock.ts';
import { useSurroundings } from '../world/surroundings.ts';
import { emoji, Link, Mention } from './mrkdwn.tsx';

type Hooks = ComponentProps<typeof Message>['hooks'];

const hooks: NonNullable<Hooks> = {
  user: ({ id, name }) => <Mention kind="user" id={id} label={name} />,
  channel: ({ id, name }) => <Mention kind="channel" id={id} label={name} />,
  usergroup: ({ id, name }) => <Mention kind="group" id={id} label={name} />,
  date: ({ timestamp, format, fallback }) =>
    Number.isFinite(Number(timestamp)) ? formatDate(Number(timestamp), format) : fallback,
  link: ({ href, children }) => <Link href={href}>{children}</Link>,
  emoji: ({ name }) => emoji(name),
};

/**
 * Blocks that slack-blocks-to-jsx draws well: rich text, markdown, tables, cards and the like. Blocks with
 * mrkdwn or controls are ours: it resolves `&lt;!channel&gt;` before it parses, which turns a quoted ping into a real one,
 * and it reports no interaction.
 */
export function LibraryBlock({ block }: { block: KnownBlock }) {
  const { people, channels, groups } = useSurroundings();
  const data = useMemo(
    () => ({
      users: people.map(({ slackId, name }) => ({ id: slackId, name })),
      channels: channels.map(({ id, name }) => ({ id, name })),
      user_groups: groups.map(({ id, handle }) => ({ id, name: handle })),
    }),
    [people, channels, groups],
  );
  // Both packages describe the same JSON, each in its own words.
  const blocks = [block] as unknown as ComponentProps<typeof Message>['blocks'];
  return <Message withoutWrapper unstyled theme="light" logo="" name="" blocks={blocks} data={data} hooks={hooks} />;
}
