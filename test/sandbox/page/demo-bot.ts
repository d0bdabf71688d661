import { createServer } from 'node:http';
import { App, LogLevel } from '@slack/bolt';
import { approvalCard, deployForm, deploymentMessage, homeTab, logBlocks, refusal } from './demo-blocks.ts';

/** In the bot's place: a small Bolt app that shows the page everything it has to draw. */
const env = process.env as Record<string, string>;
const clientOptions = { slackApiUrl: env.SLACK_API_URL ?? '' };
const app = new App({
  token: env.SLACK_BOT_TOKEN ?? '',
  appToken: env.SLACK_APP_TOKEN ?? '',
  socketMode: true,
  clientOptions,
  installerOptions: { clientOptions, port: 0 },
  logLevel: LogLevel.WARN,
});

app.command('/deploy', async ({ ack, command, client, respond }) => {
  const [environment = ''] = command.text.split(' ');
  if (command.text === 'hang') return;
  if (command.text === '') {
    await client.views.open({ trigger_id: command.trigger_id, view: deployForm() });
    return ack();
  }
  await ack();
  if (environment === 'link') {
    const asked = await client.chat.postMessage({ channel: command.channel_id, text: 'the linked message' });
    const { permalink } = await client.chat.getPermalink({ channel: command.channel_id, message_ts: asked.ts ?? '' });
    return void (await client.chat.postMessage({ channel: '#operations', text: `see <${permalink}|that message>` }));
  }
  if (environment === 'direct') {
    return void (await client.chat.postMessage({ channel: command.user_id, text: 'it is your turn' }));
  }
  if (environment === 'nowhere') return void (await respond({ response_type: 'ephemeral', ...refusal() }));
  const posted = await client.chat.postMessage({
    channel: command.channel_id,
    ...deploymentMessage(command.user_id, 1),
  });
  const ts = posted.ts ?? '';
  await client.chat.update({ channel: command.channel_id, ts, ...deploymentMessage(command.user_id, 3) });
  await client.chat.postMessage({ channel: command.channel_id, thread_ts: ts, ...logBlocks() });
  if (environment === 'production') await client.chat.postMessage({ channel: command.channel_id, ...approvalCard() });
});

app.action('approve', async ({ ack, body, client }) => {
  await ack();
  if (body.type !== 'block_actions' || body.message === undefined) return;
  await client.chat.update({
    channel: body.channel?.id ?? '',
    ts: body.message.ts,
    text: 'Approved',
    blocks: [{ type: 'section', text: { type: 'mrkdwn', text: `:white_check_mark: Approved by <@${body.user.id}>` } }],
  });
});
app.action(/.*/, async ({ ack, action, body, client }) => {
  await ack();
  if (action.type === 'button' && 'value' in action && action.value === 'second')
    await client.chat.postMessage({ channel: body.channel?.id ?? '', text: `pressed ${action.value}` });
});
app.options('ref', async ({ ack, payload }) => {
  const refs = ['develop', 'main', 'staging', 'v1.3.0', 'v1.4.0'].filter((ref) => ref.includes(payload.value));
  await ack({ options: refs.map((ref) => ({ text: { type: 'plain_text', text: ref }, value: ref })) });
});
app.view('deploy', async ({ ack, view, client, body }) => {
  const reason = view.state.values.reason?.reason?.value ?? '';
  if (reason.length < 5)
    return ack({ response_action: 'errors', errors: { reason: 'Say why, in five letters or more.' } });
  await ack();
  const values = JSON.stringify(view.state.values);
  await client.chat.postMessage({
    channel: '#deployments',
    text: `<@${body.user.id}> asked: ${reason}`,
    metadata: { event_type: 'asked', event_payload: { values } },
  });
});
app.event('app_home_opened', async ({ event, client }) => {
  await client.views.publish({ user_id: event.user, view: homeTab(event.user) });
});

await app.start();
createServer((_request, response) => response.end('ready')).listen(Number(env.PORT), '127.0.0.1');
process.once('SIGTERM', () => process.exit(0));
