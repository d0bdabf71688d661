import type { LockChange, PeopleDo, Refused } from '../command.ts';
import type { Delegation } from '../model/delegation.ts';
import type { Notice } from '../model/notice.ts';
import type { Person } from '../model/person.ts';
import type { Instant } from '../model/time.ts';
import { day } from '../model/time.ts';
import { approverRoles, mayDelegate, named } from '../policy/delegation.ts';
import { readMoment } from '../policy/moment.ts';
import type { Audit } from '../ports/audit.ts';
import type { Catalogs } from '../ports/catalogs.ts';
import type { Chat } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { Delegations } from '../ports/delegations.ts';
import type { People } from '../ports/people.ts';
import { tellDirectly } from './lock-message.ts';

export interface DelegatingPorts {
  audit: Audit;
  catalogs: Catalogs;
  chat: Chat;
  clock: Clock;
  delegations: Delegations;
  people: People;
}

/** Where neither a length nor an end is said. */
const usual = day;

/** Having somebody approve in one's place for a time, and ending it. It ends by itself with the clock. */
export function delegatingUseCases(ports: DelegatingPorts): Pick<PeopleDo, 'delegate' | 'endDelegation'> {
  const audit = (key: string, action: 'delegation.given' | 'delegation.ended', by: Person, one: Delegation) =>
    ports.audit.record({
      key: `${action}:${key}:${one.id}`,
      at: ports.clock.now(),
      actor: named(by),
      action,
      subject: one.to.name,
      details: { ...one },
    });

  return {
    async delegate({ id, by, to: slackId, role, length, until: typed, asked }): Promise<LockChange | Refused> {
      const catalog = await ports.catalogs.active();
      const zones = catalog.pipelines.flatMap((pipeline) =>
        pipeline.environments.flatMap(({ gates }) => gates.window?.timezone ?? []),
      );
      // Where all agree, that is meant; else it is said in the text, or it is UTC.
      const timezone = new Set(zones).size === 1 ? (zones[0] ?? 'utc') : 'utc';
      const until = typed === null ? asked + (length ?? usual) : readMoment(typed, { now: asked, timezone });
      if (typeof until !== 'number') return refusal([until.wrong, until.right]);
      const [from, to] = await Promise.all(
        [by.slackId, slackId].map((who) => ports.people.membership(who, catalog.roles, { fresh: true })),
      );
      if (!from || !to) throw new Error('two people were asked about');
      const now = ports.clock.now();
      const verdict = mayDelegate({ from, to, role, until, now, approverRoles: approverRoles(catalog) });
      if (!verdict.may) {
        return refusal([verdict.why, verdict.who.length > 0 ? `Who can: ${verdict.who.join(', ')}.` : '']);
      }
      const [own, other] = [named(from.person), named(to.person)];
      const given: Delegation = { id, from: own, to: other, role, roles: verdict.roles, since: asked, until };
      await ports.delegations.give(given);
      await audit(id, 'delegation.given', by, given);
      await tellDirectly(ports, other, `${id}:to`, { kind: 'delegations', given: [given], reader: other.slackId });
      return done({ kind: 'delegations', given: [given], reader: own.slackId });
    },

    async endDelegation({ id, by, to }): Promise<LockChange | Refused> {
      const now = ports.clock.now();
      const ended = await ports.delegations.end(id, by.slackId, to, now);
      if (ended.length === 0) {
        return {
          kind: 'refused',
          title: 'There is nothing to end',
          lines: [to === null ? 'Nobody stands in for you.' : 'That person does not stand in for you.'],
        };
      }
      for (const one of ended) {
        await audit(id, 'delegation.ended', by, one);
        await tellDirectly(
          ports,
          one.to,
          `${id}:${one.id}`,
          said(`You no longer approve for ${one.from.name}`, [
            'They have ended it. Votes that you have given count on.',
          ]),
        );
      }
      const names = ended.map((one) => one.to.name).join(', ');
      return done(said(`${names} no longer approves in your place`, ['Votes that were given count on.']));
    },
  };
}

/** Everybody who stands in for somebody now, or those whom it concerns. */
export async function delegationsOf(
  ports: Pick<DelegatingPorts, 'clock' | 'delegations'>,
  slackId: string | null,
): Promise<Delegation[]> {
  const now: Instant = ports.clock.now();
  const given = await ports.delegations.inForce(now);
  return given.filter(({ from, to }) => slackId === null || from.slackId === slackId || to.slackId === slackId);
}

function done(notice: Notice): LockChange {
  return { kind: 'changed', notice };
}

function said(title: string, lines: string[]): Notice {
  return { kind: 'text', tone: 'success', title, lines };
}

function refusal(lines: string[]): Refused {
  return { kind: 'refused', title: 'Nobody stands in for you', lines };
}
