import { App, HTTPReceiver, LogLevel } from '@slack/bolt';

/** The floor of Slack commands: Bolt as it is, with a handler that does nothing but acknowledge. */
const receiver = new HTTPReceiver({ signingSecret: process.env.SLACK_SIGNING_SECRET ?? '', logLevel: LogLevel.ERROR });
const app = new App({
  receiver,
  logLevel: LogLevel.ERROR,
  // Answered at once, so that no call to Slack is part of the floor.
  authorize: async () => ({ botToken: 'xoxb-floor', botId: 'B0BENCH000', botUserId: 'U0BENCHBOT' }),
});
app.command(/.*/, async ({ ack }) => ack());
await app.start(Number(process.env.PORT));
console.log('ready');
