import type { LinkedBy } from '../model/github-account.ts';
import type { MuteKind } from '../model/mute.ts';
import type { Notice } from '../model/notice.ts';
import type { PersonKind } from '../model/person.ts';
import type { Message } from './blocks.ts';
import { header, present, section } from './blocks.ts';
import { delegationWords } from './delegations.ts';
import { code, date, esc } from './text.ts';

const kindWords: Record<PersonKind, string> = {
  member: 'a member of this workspace',
  guest: 'a guest: guests hold no role',
  bot: 'a bot: bots hold no role',
  stranger: 'from another workspace: people of other workspaces hold no role',
};

const muteWords: Record<MuteKind, string> = {
  all: 'every mention, and reminders',
  authors: 'mentions for your commits',
  reminders: 'reminders',
};

const linkWords: Record<LinkedBy, string> = {
  catalog: 'by the catalog',
  'sign-in': 'by your own sign-in there (/quarterdeck link)',
  email: 'by your e-mail address, which GitHub has verified',
};

/** Only for the person: who the bot takes them for, their roles and what these allow. */
export function whoamiView(notice: Extract<Notice, { kind: 'whoami' }>): Message {
  const { membership, may, linkedBy = null, delegations = [], mutes = [] } = notice;
  const { person, roles, unverified } = membership;
  const rights = may.slice(0, 40).map(({ environment, deploy, approve }) => {
    const can = [deploy ? 'deploy' : '', approve ? 'approve' : ''].filter((word) => word !== '').join(' and ');
    return `• ${esc(environment, 80)}: ${can ? `you may ${can}` : 'you may neither deploy nor approve'}`;
  });
  return {
    text: `You are ${esc(person.name, 80)}; your roles: ${esc(roles.join(', ') || 'none', 300)}`,
    blocks: present(
      header(`You are ${person.name}`),
      section([
        `*Here you are*  ${kindWords[person.kind]}`,
        `*On GitHub*  ${person.githubLogin ? `${code(person.githubLogin)}${linkedBy ? `, ${linkWords[linkedBy]}` : ''}` : 'not known: type /quarterdeck link to show which account is yours'}`,
        `*Roles*  ${esc(roles.join(', ') || 'none', 500)}`,
        ...mutes
          .slice(0, 5)
          .map((mute) => `*Muted*  ${muteWords[mute.what]}${mute.until === null ? '' : ` until ${date(mute.until)}`}`),
        ...unverified.map(({ role, why }) => `:warning: *${esc(role, 60)}* could not be verified: ${esc(why, 300)}`),
      ]),
      delegations.length > 0 &&
        section([
          '*Standing in*',
          ...delegations.slice(0, 20).map((one) => `• ${delegationWords(one, person.slackId)}`),
        ]),
      rights.length > 0 && section(['*What you may do*', ...rights]),
    ),
  };
}
