import { describe, expect, test } from 'vitest';
import { day } from '../../src/model/time.ts';
import { glassReviewId } from '../../src/workflows/glass-review.ts';
import { catalog, environment, lockOf, now, person, pipeline } from '../builders.ts';
import { createStory } from './story.ts';

const emergency = { environment: 'staging', glass: true, reason: 'orders are stuck in the book' };

async function open(changes: Parameters<typeof environment>[0] = {}) {
  const breakGlass = { roles: ['developers'], approvers: ['release-managers'] };
  const environments = [environment({ name: 'staging', breakGlass, ...changes })];
  const story = createStory({ catalog: catalog({ pipelines: [pipeline({ environments })] }) });
  await story.locks.take(lockOf({ owner: person('lead2'), reason: 'load test' }), now);
  const task = (id: string) => {
    const notice = story.chat.messages.get(glassReviewId(id));
    return notice?.kind === 'glass-review' ? notice : null;
  };
  const reviews = async (handle: string, id: string) => {
    const where = { channel: 'C0DEPLOYS', responseUrl: null };
    const sent = await story.start.reviewGlass({ id: `r-${handle}`, deploymentId: id, by: person(handle), ...where });
    await story.durable.runUntilIdle();
    return sent;
  };
  return { story, task, reviews };
}

describe('an emergency', () => {
  test('goes past the lock once a second person has approved; operations reads the question and then the task', async () => {
    const { story, task } = await open();
    const id = await story.ask('dev', emergency);
    expect(await story.read(id)).toMatchObject({ state: 'awaiting-approval', glass: true });
    expect([...story.chat.messages.keys()]).toEqual([`deploy:${id}`, `deploy:${id}:copy:operations`]);
    await story.vote('dev2', id);
    expect(story.runs.dispatched).toEqual([]);
    expect(task(id)).toBeNull();
    await story.vote('lead', id);
    expect(story.runs.dispatched).toHaveLength(1);
    expect(task(id)).toMatchObject({ due: now + day, reviewedBy: null, buttons: [{ kind: 'glass-reviewed' }] });
    await story.completes(id, 'success');
    expect(story.actions(id)).toEqual([
      'deployment.requested',
      'glass.broken',
      'approval.requested',
      'approval.vote-refused',
      'approval.voted',
      'approval.decided',
      'deployment.dispatched',
      'deployment.ended',
    ]);
    const broken = story.audit.entries.find(({ action }) => action === 'glass.broken');
    expect(broken?.details).toMatchObject({ reason: emergency.reason, passed: [{ gate: 'lock' }] });
  });

  test('whoever broke it wants no reminders: operations are reminded, for somebody has to review it', async () => {
    const { story } = await open();
    await story.ports.mutes.mute(story.who('dev').slackId, { what: 'reminders', until: null });
    const id = await story.ask('dev', emergency);
    await story.vote('lead', id);
    const before = story.told('dev').length;
    await story.durable.advance(day);
    expect(story.told('dev').slice(before)).toEqual([]);
    const due = `${glassReviewId(id)}:due:${now + day}`;
    expect(story.chat.messages.get(due)).toMatchObject({
      title: 'The glass that dev broke has not been reviewed yet',
      lines: [/went out past the gates/, /Somebody other than dev has to look at it/].map((one) =>
        expect.stringMatching(one),
      ),
    });
  });

  test('is reviewed by somebody; until then the requester is reminded every day', async () => {
    const { story, task, reviews } = await open();
    const id = await story.ask('dev', emergency);
    await story.vote('lead', id);
    const before = story.told('dev').length;
    await story.durable.advance(day);
    await story.durable.advance(day);
    expect(story.told('dev').slice(before)).toMatchObject([
      { title: 'The glass you broke has not been reviewed yet' },
      { title: 'The glass you broke has not been reviewed yet' },
    ]);
    expect(task(id)).toMatchObject({ due: now + 3 * day });
    expect(await reviews('lead', id)).toBe(true);
    expect(task(id)).toMatchObject({ reviewedBy: { name: 'lead' }, buttons: [] });
    expect(story.actions(id).at(-1)).toBe('glass.reviewed');
    expect(await reviews('lead2', id)).toBe(false);
    await story.durable.advance(3 * day);
    expect(story.told('dev').slice(before)).toHaveLength(2);
  });

  test('is asked about again with everything it passed before it starts: what may not be passed stops it', async () => {
    const { story, task } = await open();
    const id = await story.ask('dev', emergency);
    story.roles.dev = [];
    await story.vote('lead', id);
    expect(await story.read(id)).toMatchObject({ state: 'refused' });
    expect(story.runs.dispatched).toEqual([]);
    expect(task(id)).toBeNull();
  });

  test('without the right it is refused; with it the refusal offers it', async () => {
    const { story } = await open({ breakGlass: { roles: ['release-managers'], approvers: ['release-managers'] } });
    await story.ask('dev', emergency);
    const refused = story.told('dev').at(-1);
    const ofTheLock = [{ kind: 'ask-for-lock' }, { kind: 'wait-for-lock' }];
    expect(refused).toMatchObject({ kind: 'refusal', buttons: ofTheLock });
    await story.ask('lead', { environment: 'staging' });
    expect(story.told('lead').at(-1)).toMatchObject({
      kind: 'refusal',
      buttons: [...ofTheLock, { kind: 'break-glass' }],
    });
    expect(story.runs.dispatched).toEqual([]);
  });

  test('a re-run is no emergency any more: it meets the lock', async () => {
    const { story } = await open();
    const id = await story.ask('dev', emergency);
    await story.vote('lead', id);
    await story.completes(id, 'failure');
    await story.reruns('dev', id);
    expect(story.told('dev').at(-1)).toMatchObject({
      kind: 'refusal',
      buttons: [{ kind: 'ask-for-lock' }, { kind: 'wait-for-lock' }, { kind: 'break-glass' }],
    });
  });
});
