import { describe, expect, test } from 'vitest';
import type { Notice } from '../../../src/model/notice.ts';
import { deployment, now } from '../../builders.ts';
import { rollout } from '../../rollout-builder.ts';
import { until } from '../../sandbox/slack/workspace.ts';
import { panel, picture } from '../../views/charts/picture.ts';
import { atSlack, eventually } from './at-slack.ts';

const anchor = 'deploy:d-aaaaaaaaaa';
const of = deployment({ rollout: rollout() });
const card: Notice = { kind: 'deployment', deployment: of, buttons: [], approvers: [], now };
const decision: Notice = { kind: 'rollout-picture', deployment: of, picture: picture(panel()), about: 'taken-back' };

/** A message, and a decision with its picture in its thread. */
async function decided(world: Awaited<ReturnType<typeof atSlack>>) {
  const { slack, chat, courier } = world;
  courier.start();
  await chat.show({ anchor, channel: 'deployments', notice: card });
  await chat.reply({ anchor, key: 'picture', notice: decision });
  const replies = () => slack.messages('deployments').filter(({ thread_ts: thread }) => thread !== undefined);
  await until(slack, () => replies().length > 0);
  return replies;
}

const images = (blocks: unknown[]) => blocks.filter((block) => (block as { type: string }).type === 'image');

describe('a picture in a message', () => {
  test('is uploaded once, and shown once Slack has looked at it, with its words', async () => {
    const world = await atSlack();
    const replies = await decided(world);
    const [reply] = replies();
    expect(images(reply?.blocks ?? [])).toMatchObject([
      { slack_file: { id: expect.stringMatching(/^F/) }, alt_text: expect.stringContaining('Canary of api v1.42.0') },
    ]);
    expect(replies()).toHaveLength(1);
    expect(world.calls('files.getUploadURLExternal')).toBe(1);
    expect(world.calls('files.completeUploadExternal')).toBe(1);
    expect(world.calls('chat.postMessage')).toBe(2);
  });

  test('that Slack does not show yet is waited for, and its words do not go alone', async () => {
    const world = await atSlack();
    const { slack, chat, courier } = world;
    courier.start();
    await chat.show({ anchor, channel: 'deployments', notice: card });
    await until(slack, () => slack.messages('deployments').length === 1);
    slack.fault({ method: 'chat.postMessage', times: 2, kind: 'error', error: 'invalid_blocks' });
    await chat.reply({ anchor, key: 'picture', notice: decision });
    await until(slack, () => slack.messages('deployments').length === 2);
    expect(images(slack.messages('deployments')[1]?.blocks ?? [])).toHaveLength(1);
    expect(world.calls('files.getUploadURLExternal')).toBe(1);
  });

  test('comes once in sight when the answer of Slack is lost', async () => {
    const world = await atSlack();
    world.slack.fault({ method: 'files.completeUploadExternal', times: 1, kind: 'lost-answer' });
    const replies = await decided(world);
    await eventually('nothing waits', async () => (await world.chat.backlog()).waiting === 0);
    expect(replies()).toHaveLength(1);
    expect(images(replies()[0]?.blocks ?? [])).toHaveLength(1);
  });

  test('is left out where the app may not upload: its words go alone, at once', async () => {
    const world = await atSlack();
    world.slack.fault({ method: 'files.getUploadURLExternal', times: 9, kind: 'error', error: 'missing_scope' });
    const replies = await decided(world);
    expect(images(replies()[0]?.blocks ?? [])).toEqual([]);
    expect(JSON.stringify(replies()[0]?.blocks)).toContain('Canary of api v1.42.0');
    expect(world.log.lines.map(({ message }) => message)).toContain('a picture cannot be shown; its words go alone');
  });

  test('of a live message is uploaded once for all its edits, and anew when it has changed', async () => {
    const world = await atSlack();
    const { slack, chat, courier } = world;
    courier.start();
    const live = (at: number, value: number, time: number): Notice => {
      const chart = picture(panel({ canary: [{ at, value }] }));
      const shown = deployment({ state: 'rolling-out', rollout: rollout({ picture: { at, chart } }) });
      return { kind: 'deployment', deployment: shown, buttons: [], approvers: [], now: time };
    };
    const shows = async (notice: Notice, edits: number) => {
      await chat.show({ anchor, channel: 'deployments', notice });
      await eventually(`edit ${edits}`, () => world.calls('chat.update') + world.calls('chat.postMessage') === edits);
      return images(slack.messages('deployments')[0]?.blocks ?? []).map((block) =>
        JSON.stringify((block as { slack_file: unknown }).slack_file),
      );
    };
    const first = await shows(live(now, 1, now), 1);
    expect(first).toEqual([expect.stringMatching(/"id":"F/)]);
    expect(await shows(live(now, 1, now + 60_000), 2)).toEqual(first);
    expect(world.calls('files.getUploadURLExternal')).toBe(1);
    const second = await shows(live(now, 2, now + 120_000), 3);
    expect(second).toHaveLength(1);
    expect(second).not.toEqual(first);
    // Its words do not wait for a picture that cannot be had just now.
    slack.fault({ method: 'files.getUploadURLExternal', times: 1, kind: 'error', error: 'internal_error' });
    expect(await shows(live(now, 3, now + 180_000), 4)).toHaveLength(0);
    expect(await shows(live(now, 3, now + 240_000), 5)).toHaveLength(1);
    // Ended, it has none: its thread has those of the decisions.
    const ended = deployment({ state: 'succeeded', rollout: rollout() });
    expect(
      await shows({ kind: 'deployment', deployment: ended, buttons: [], approvers: [], now: now + 300_000 }, 6),
    ).toHaveLength(0);
  });

  test('that only one person sees comes with their answer', async () => {
    const world = await atSlack();
    const { slack, chat, courier } = world;
    courier.start();
    const notice: Notice = {
      kind: 'rollouts',
      target: null,
      live: [{ deployment: of, buttons: [] }],
      last: [],
      picture: picture(panel()),
      now,
    };
    const person = world.person('dev');
    await chat.whisper({ key: 'canary', person, channel: 'deployments', responseUrl: null, notice });
    await until(slack, () => slack.messages('deployments', 'dev').length > 0);
    expect(images(slack.messages('deployments', 'dev')[0]?.blocks ?? [])).toHaveLength(1);
  });
});
