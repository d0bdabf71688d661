import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { manifest, openSlack } from './workspace.ts';

let world: Awaited<ReturnType<typeof openSlack>>;
beforeEach(async () => {
  world = await openSlack();
});
afterEach(() => world.slack.close());

const data = (promise: Promise<unknown>) =>
  promise.then(
    () => ({ error: 'none' }),
    (error: { data?: Record<string, unknown> }) => error.data,
  );
const section = (text: string) => ({ type: 'section' as const, text: { type: 'mrkdwn' as const, text } });

describe('messages', () => {
  it('are posted, edited in place and deleted', async () => {
    const { client, slack, channel } = world;
    const posted = await client.chat.postMessage({ channel: channel('security'), text: 'one', blocks: [section('a')] });
    const at = { channel: posted.channel ?? '', ts: posted.ts ?? '' };
    await client.chat.update({ ...at, text: 'two' });
    expect(slack.messages('security')).toMatchObject([{ text: 'two', blocks: [{ type: 'section' }], edited: true }]);
    await client.chat.update({ ...at, text: 'three', blocks: [] });
    expect(slack.messages('security')).toMatchObject([{ text: 'three', blocks: [] }]);
    await client.chat.delete(at);
    expect(slack.messages('security')).toEqual([]);
    expect(await data(client.chat.update({ ...at, text: 'gone' }))).toMatchObject({ error: 'message_not_found' });
  });

  it('keep metadata, and history gives it to those who ask', async () => {
    const { client, channel } = world;
    const metadata = { event_type: 'deployment', event_payload: { id: 'd1' } };
    await client.chat.postMessage({ channel: channel('security'), text: 'one', metadata });
    const asked = { channel: channel('security') };
    const all = await client.conversations.history({ ...asked, include_all_metadata: true });
    expect(all.messages).toMatchObject([{ text: 'one', metadata }]);
    const plain = await client.conversations.history(asked);
    expect(plain.messages?.[0]).not.toHaveProperty('metadata');
    const nested = { event_type: 'x', event_payload: { deep: { deeper: { deepest: 'a' } } } };
    const refused = client.apiCall('chat.postMessage', { ...asked, text: 'a', metadata: nested });
    expect(await data(refused)).toMatchObject({ error: 'invalid_metadata_schema' });
  });

  it('have threads that are counted, and links', async () => {
    const { client, channel } = world;
    const at = { channel: channel('deployments') };
    const { ts = '' } = await client.chat.postMessage({ ...at, text: 'root' });
    const reply = await client.chat.postMessage({ ...at, text: 'reply', thread_ts: ts });
    const thread = await client.conversations.replies({ ...at, ts });
    expect(thread.messages).toMatchObject([
      { text: 'root', reply_count: 1 },
      { text: 'reply', thread_ts: ts },
    ]);
    const history = await client.conversations.history(at);
    expect(history.messages?.map((message) => message.text)).toEqual(['root']);
    const link = await client.chat.getPermalink({ ...at, message_ts: reply.ts ?? '' });
    expect(link.permalink).toContain(`?thread_ts=${ts}&cid=${at.channel}`);
    const lost = client.chat.postMessage({ ...at, text: 'a', thread_ts: '1.000001' });
    expect(await data(lost)).toMatchObject({ error: 'thread_not_found' });
  });

  it('may be for one person alone', async () => {
    const { client, slack, channel, person } = world;
    const at = { channel: channel('deployments') };
    await client.chat.postEphemeral({ ...at, user: person('dev'), text: 'psst' });
    expect(slack.messages('deployments', 'dev')).toMatchObject([{ text: 'psst', ephemeral_to: 'dev' }]);
    expect(slack.messages('deployments')).toEqual([]);
    expect((await client.conversations.history(at)).messages).toEqual([]);
  });

  it('have the limits of texts', async () => {
    const { client, slack, channel } = world;
    const at = { channel: channel('deployments') };
    expect(await data(client.apiCall('chat.postMessage', at))).toMatchObject({ error: 'no_text' });
    const { ts = '' } = await client.chat.postMessage({ ...at, text: 'x'.repeat(40_001) });
    expect(slack.messages('deployments')[0]?.text).toHaveLength(40_000);
    await client.chat.update({ ...at, ts, text: 'x'.repeat(4_000) });
    expect(await data(client.chat.update({ ...at, ts, text: 'x'.repeat(4_001) }))).toMatchObject({
      error: 'msg_too_long',
    });
    const blocks = [section('x'.repeat(3_001))];
    expect(await data(client.chat.postMessage({ ...at, text: 'a', blocks }))).toMatchObject({
      error: 'invalid_blocks',
      response_metadata: { messages: ['[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]'] },
    });
  });

  it('take files, in their thread, and reactions', async () => {
    const { client, slack, channel } = world;
    const at = { channel: channel('deployments') };
    const { ts = '' } = await client.chat.postMessage({ ...at, text: 'root' });
    const target = { channel_id: at.channel, thread_ts: ts };
    await client.filesUploadV2({ ...target, content: 'line 1', filename: 'log.txt', initial_comment: 'the log' });
    await client.reactions.add({ ...at, timestamp: ts, name: 'eyes' });
    expect(slack.messages('deployments')).toMatchObject([
      { text: 'root', reactions: [{ name: 'eyes', count: 1 }] },
      { text: 'the log', thread_ts: ts, files: [{ name: 'log.txt', content: 'line 1' }] },
    ]);
    await client.reactions.remove({ ...at, timestamp: ts, name: 'eyes' });
    const twice = client.reactions.remove({ ...at, timestamp: ts, name: 'eyes' });
    expect(await data(twice)).toMatchObject({ error: 'no_reaction' });
    const url = await client.files.getUploadURLExternal({ filename: 'a', length: 3 });
    const early = client.files.completeUploadExternal({ files: [{ id: url.file_id ?? '' }] });
    expect(await data(early)).toMatchObject({ error: 'file_update_failed' });
  });
});

describe('people', () => {
  it('write messages that the app may not change', async () => {
    const { client, slack, channel, person } = world;
    const { ts } = slack.say('dev', { channel: 'deployments', text: 'hello @lead & all' });
    expect(slack.messages('deployments')).toMatchObject([
      { ts, author: 'dev', text: `hello <@${person('lead')}> &amp; all` },
    ]);
    const at = { channel: channel('deployments'), ts };
    expect(await data(client.chat.update({ ...at, text: 'a' }))).toMatchObject({ error: 'cant_update_message' });
    expect(await data(client.chat.delete(at))).toMatchObject({ error: 'cant_delete_message' });
    expect(slack.publishedHome('dev')).toBeNull();
  });
});

describe('the directory', () => {
  it('knows the app, its team and its channels', async () => {
    const { client, channel, person } = world;
    const { user_id, bot_id } = await client.auth.test();
    expect((await client.bots.info({ bot: bot_id ?? '' })).bot).toMatchObject({ user_id, name: 'Quarterdeck' });
    expect((await client.team.info({})).team).toMatchObject({ domain: 'acme' });
    const first = await client.conversations.list({ limit: 2 });
    const rest = await client.conversations.list({ limit: 2, cursor: first.response_metadata?.next_cursor ?? '' });
    const names = [...(first.channels ?? []), ...(rest.channels ?? [])].map((one) => one.name);
    expect(names).toEqual(['deployments', 'operations', 'security']);
    const at = { channel: channel('operations') };
    expect((await client.conversations.info(at)).channel).toMatchObject({ name: 'operations', is_member: true });
    expect((await client.conversations.members(at)).members).toContain(person('dev'));
    expect((await client.conversations.join(at)).channel).toMatchObject({ id: at.channel });
    const direct = await client.conversations.open({ users: person('dev') });
    await client.chat.postMessage({ channel: person('dev'), text: 'hello' });
    expect(world.slack.messages('@dev', 'dev')).toMatchObject([{ text: 'hello' }]);
    expect(direct.channel?.id).toMatch(/^D/);
  });

  it('tells people of other workspaces apart by their team; strangers are those who share no channel', async () => {
    const { client, channel, person } = world;
    const { team_id } = await client.auth.test();
    const { user } = await client.users.info({ user: person('stranger') });
    expect(user).toMatchObject({ name: 'stranger', is_stranger: false, is_restricted: false });
    expect(user?.team_id).not.toBe(team_id);
    expect(user?.profile?.team).toBe(user?.team_id);
    const found = client.users.lookupByEmail({ email: 'stella@globex.example' });
    expect(await data(found)).toMatchObject({ error: 'users_not_found' });
    const { channel: shared } = await client.conversations.info({ channel: channel('deployments') });
    expect(shared).toMatchObject({ is_ext_shared: true });
    const elsewhere = await openSlack({ botOutside: ['deployments', 'operations', 'security'] });
    const seen = await elsewhere.client.users.info({ user: elsewhere.person('stranger') });
    expect(seen.user).toMatchObject({ is_stranger: true });
    await elsewhere.slack.close();
  });

  it('knows people and user groups', async () => {
    const { client, slack, person } = world;
    const guest = await client.users.info({ user: person('guest') });
    expect(guest.user).toMatchObject({ name: 'guest', is_restricted: true });
    const found = await client.users.lookupByEmail({ email: 'lead@acme.example' });
    expect(found.user).toMatchObject({ id: person('lead'), is_restricted: false });
    expect((await client.users.list({})).members).toHaveLength(9);
    const groups = (await client.usergroups.list({ include_users: true })).usergroups ?? [];
    const managers = groups.find((group) => group.handle === 'release-managers');
    expect(managers?.users).toEqual([person('lead'), person('lead2')]);
    slack.setGroupMembers('release-managers', ['lead2']);
    slack.setPerson('lead2', { deactivated: true });
    const left = await client.usergroups.users.list({ usergroup: managers?.id ?? '' });
    expect(left.users).toEqual([person('lead2')]);
    expect((await client.users.info({ user: person('lead2') })).user).toMatchObject({ deleted: true });
  });
});

describe('the door', () => {
  it('checks the token, the scope and the method', async () => {
    const other = await openSlack({ manifest: manifest(['chat:write', 'users:read.email']) });
    const post = other.client.chat.postMessage({ channel: 'C1', text: 'a' });
    expect(await data(post)).toMatchObject({ error: 'missing_scope', needed: 'chat:write' });
    const asked = await other.client.users.info({ user: other.person('dev') });
    expect(asked.user?.profile).not.toHaveProperty('email');
    expect(asked.response_metadata?.scopes).toContain('users:read');
    await other.slack.close();
    const { client, slack } = world;
    expect(await data(client.auth.test({ token: 'xoxb-wrong' }))).toMatchObject({ error: 'invalid_auth' });
    expect(await data(client.auth.test({ token: slack.appToken }))).toMatchObject({ error: 'not_allowed_token_type' });
    expect(slack.unknownRoutes).toEqual([]);
    expect(await data(client.apiCall('chat.unfurl', {}))).toMatchObject({ error: 'unknown_method' });
    expect(slack.unknownRoutes).toEqual(['POST /api/chat.unfurl']);
  });
});
