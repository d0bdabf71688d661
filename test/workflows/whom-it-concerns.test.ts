import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/model/fault.ts';
import type { PersonRef } from '../../src/model/person.ts';
import { hour } from '../../src/model/time.ts';
import { whomItConcerns } from '../../src/workflows/whom-it-concerns.ts';
import { approval, catalog, deployment, now, person, vote } from '../builders.ts';
import { createFakeCatalogs } from '../fakes/catalogs.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFakeMutes } from '../fakes/mutes.ts';
import { createStory } from './story.ts';

const known = new Map(['dev', 'dev2', 'lead'].map((handle) => [person(handle).githubLogin, person(handle)]));

function open() {
  const mutes = createFakeMutes();
  const clock = createFakeClock(now);
  const byGitHub = async (login: string) => {
    if (login === 'ghost') throw new Fault('unavailable', 'Slack is away.');
    return known.get(login) ?? null;
  };
  const people = { byGitHub } as Parameters<typeof whomItConcerns>[0]['people'];
  const ports = { mutes, clock, people, catalogs: createFakeCatalogs(catalog()) };
  const ask = (changes: Parameters<typeof deployment>[0]) => whomItConcerns(ports, deployment(changes));
  const said = (list: PersonRef[]) => list.map(({ slackId, name }) => (slackId === null ? name : `@${name}`));
  return { mutes, clock, ask, said };
}

describe('whom the end of a deployment concerns', () => {
  const failed = { state: 'failed' as const, authors: ['devin-ops', 'octocat', 'ghost', 'dana-dev'] };

  test('authors who are linked are mentioned once, the others named', async () => {
    const { ask, said } = open();
    const { mention, authors } = await ask({ ...failed, approval: approval({ votes: [vote('lead')] }) });
    expect(said(mention)).toEqual(['@dev', '@lead']);
    // Dana asked for it: she is mentioned already.
    expect(said(authors)).toEqual(['@dev2', 'octocat', 'ghost']);
  });

  test('not where their commits go on from, nor where they are not known', async () => {
    const { ask } = open();
    expect((await ask({ ...failed, state: 'cancelled' })).authors).toEqual([]);
    expect((await ask({ state: 'failed' })).authors).toEqual([]);
  });

  test('who has muted it is named: authors, or everything, until it is over', async () => {
    const { ask, said, mutes, clock } = open();
    await mutes.mute(person('dev2').slackId, { what: 'authors', until: now + hour });
    await mutes.mute(person('dev').slackId, { what: 'all', until: null });
    expect(said((await ask(failed)).authors)).toEqual(['dev2', 'octocat', 'ghost']);
    expect(said((await ask(failed)).mention)).toEqual(['dev']);
    clock.advance(hour);
    expect(said((await ask(failed)).authors)).toEqual(['@dev2', 'octocat', 'ghost']);
  });

  test('the authors are those of the list of changes', async () => {
    const story = createStory();
    const id = await story.ask('dev2');
    await story.completes(id, 'failure');
    expect((await story.read(id)).authors).toEqual(['dana']);
    expect(story.thread(id).at(-1)).toMatchObject({ kind: 'ended', authors: [{ slackId: null, name: 'dana' }] });
  });
});
