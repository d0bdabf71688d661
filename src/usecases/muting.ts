import type { LockChange, PeopleDo } from '../command.ts';
import type { MuteKind } from '../model/mute.ts';
import { sayEnd } from '../policy/lock-end.ts';
import type { Mutes } from '../ports/mutes.ts';

const words: Record<MuteKind, string> = {
  all: 'You are mentioned nowhere and reminded of nothing',
  authors: 'You are not mentioned for your commits',
  reminders: 'You are reminded of nothing',
};

/** What somebody does not want to be told. What others do with what is theirs, and answers, are always told. */
export function mutingUseCases({ mutes }: { mutes: Mutes }): Pick<PeopleDo, 'mute' | 'unmute'> {
  return {
    async mute({ by, what, length, asked }) {
      const until = length === null ? null : asked + length;
      await mutes.mute(by.slackId, { what, until });
      const end = until === null ? '' : ` ${sayEnd(until)}`;
      return done(`${words[what]}${end}`, [
        'Where you would have been mentioned stands your name.',
        ...(what === 'authors'
          ? []
          : [
              'Of what is yours to do (saying whether a change is right, having a broken glass reviewed) the channel is reminded instead.',
            ]),
        'What others do with what is yours (a lock that is taken over, somebody whom you stand in for) you are told all the same.',
        '/quarterdeck unmute takes it back.',
      ]);
    },
    async unmute({ by }) {
      await mutes.unmute(by.slackId);
      return done('You are mentioned and reminded again', []);
    },
  };
}

function done(title: string, lines: string[]): LockChange {
  return { kind: 'changed', notice: { kind: 'text', tone: 'success', title, lines } };
}
