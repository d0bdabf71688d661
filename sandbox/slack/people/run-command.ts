import type { Outcome } from '../../contract.ts';
import { answerTo } from '../api/answer-url.ts';
import { teamOf } from '../api/person-json.ts';
import { SlackRefusal } from '../api/refusal.ts';
import type { ResponseTarget } from '../state/response-urls.ts';
import type { Workspace } from '../state/workspace.ts';
import { ackOutcome, newResponseUrl, nobody, payloadBase, personOf, type Stage } from './interaction.ts';

/** A person types a slash command into a channel. Unknown commands never reach the bot, as in Slack. */
export async function runCommand(
  stage: Stage,
  handle: string,
  input: { channel: string; text: string },
): Promise<Outcome> {
  const { workspace, tell } = stage;
  const person = personOf(workspace, handle);
  if (person === undefined) return nobody(handle);
  const channel =
    input.channel === `@${person.handle}`
      ? workspace.channels.direct(person.slackId, workspace.bot.userId)
      : workspace.channels.find(input.channel);
  if (channel === undefined) return { acked: false, status: 404, error: `there is no channel "${input.channel}"` };
  const [word = '', ...rest] = input.text.trimStart().split(/(?<=^\S+)\s/);
  const command = workspace.manifest.commands.find((one) => one.command === word.toLowerCase());
  if (command === undefined) return { acked: false, error: `${word} is not a valid command.` };
  const target: ResponseTarget = { channel: channel.id, user: person.slackId };
  const typed = rest.join(' ').trim();
  const base = payloadBase(stage, person);
  const payload = {
    token: base.token,
    team_id: teamOf(workspace, person),
    team_domain: workspace.team.domain,
    channel_id: channel.id,
    channel_name: channel.direct ? 'directmessage' : channel.name,
    user_id: person.slackId,
    user_name: person.handle,
    command: command.command,
    text: command.should_escape ? escaped(workspace, typed) : typed,
    api_app_id: workspace.app.id,
    is_enterprise_install: 'false',
    response_url: newResponseUrl(stage, 'commands', target),
    trigger_id: workspace.triggers.issue(person.slackId),
  };
  return tell({ type: 'slash_commands', kind: command.command, payload, acceptsResponse: true }, (ack) => {
    if (ack.acked) sayAtOnce(workspace, target, ack.payload);
    return ackOutcome(workspace, person, ack);
  });
}

/** An acknowledgement may carry a message. One that Slack would refuse is dropped, as Slack drops it. */
function sayAtOnce(workspace: Workspace, target: ResponseTarget, payload: unknown): void {
  const message = typeof payload === 'string' ? { text: payload } : payload;
  if (typeof message !== 'object' || message === null || Object.keys(message).length === 0) return;
  try {
    answerTo(workspace, target, message);
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
  }
}

/** With should_escape Slack writes mentions as `<@U1|dev>` and `<#C1|general>`, and escapes its control characters. */
function escaped(workspace: Workspace, text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/(^|\s)@([\w.-]+)/g, (whole, before: string, handle: string) => {
      const person = personOf(workspace, handle);
      const group = workspace.groups.find((one) => one.handle === handle);
      if (person) return `${before}<@${person.slackId}|${handle}>`;
      return group ? `${before}<!subteam^${group.id}|@${handle}>` : whole;
    })
    .replace(/(^|\s)#([\w-]+)/g, (whole, before: string, name: string) => {
      const channel = workspace.channels.find(name);
      return channel ? `${before}<#${channel.id}|${channel.name}>` : whole;
    });
}
