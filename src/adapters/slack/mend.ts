/** What a person does about an error code of Slack's. */
const mends: Record<string, string> = {
  channel_not_found: 'Check the channel in quarterdeck.yml; invite the bot if the channel is private.',
  not_in_channel: 'Invite the bot to the channel: /invite @Quarterdeck.',
  is_archived: 'The channel is archived: name another in quarterdeck.yml, or restore it.',
  missing_scope: 'Import manifest.yml again and reinstall the app to the workspace.',
  invalid_auth: 'SLACK_BOT_TOKEN is not valid: copy it anew from the settings of the app.',
  token_revoked: 'The token was revoked: reinstall the app and set SLACK_BOT_TOKEN.',
  account_inactive: 'The app was removed from the workspace: install it again and set SLACK_BOT_TOKEN.',
  token_expired: 'The token has expired: turn off token rotation or set a new SLACK_BOT_TOKEN.',
  restricted_action: 'A workspace setting keeps apps from posting there; an admin can allow it.',
  cant_update_message: 'The message belongs to another app; it was posted with another token.',
};

export function mendOf(code: string): string {
  return mends[code] ?? '/quarterdeck doctor checks the connection with Slack.';
}
