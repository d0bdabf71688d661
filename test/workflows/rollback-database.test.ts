import { describe, expect, test } from 'vitest';
import { Fault } from '../../src/model/fault.ts';
import { hour, minute, second } from '../../src/model/time.ts';
import { rollbackCatalog, rollbackRule, rollbackStory } from './rollback-world.ts';
import { repository } from './story.ts';

const backup = { workflow: 'backup.yml', maxAge: 24 * hour };
const database = { workflow: 'restore.yml', inputs: { environment: '$'.concat('{environment}') }, backup };

/** Taken back from v1.4.0, which has a migration, to v1.3.0. */
async function takenBack(migrations = ['migrations/**']) {
  const story = await rollbackStory({ catalog: rollbackCatalog({ rollback: rollbackRule({ database, migrations }) }) });
  const at = story.clock.now() - 3 * hour;
  const { runId } = story.runs.startElsewhere(repository, { file: 'backup.yml', event: 'schedule' });
  story.runs.move(repository, runId, { status: 'completed', conclusion: 'success', startedAt: at, updatedAt: at });
  await story.deployed('v1.3.0');
  await story.deployed('v1.4.0');
  const id = await story.rollsBack('lead');
  await story.completes(id, 'success');
  let presses = 0;
  async function press(by: string, round = 1) {
    const where = { channel: 'C0DEPLOYS', responseUrl: null };
    await story.start.restoreDatabase({ id: `p-${++presses}`, deploymentId: id, round, by: story.who(by), ...where });
    await story.durable.runUntilIdle();
  }
  const texts = () => story.thread(id).flatMap((one) => (one.kind === 'text' ? [one] : []));
  const restores = () => story.runs.dispatched.filter(({ workflow }) => workflow === 'restore.yml');
  return { ...story, id, presses: press, texts, restores };
}

describe('the database after a rollback', () => {
  test('is offered to be restored, with the age of the backup, and not touched', async () => {
    const story = await takenBack();
    const [offer] = story.texts();
    expect(offer?.lines).toEqual([
      'Database migrations lie between the two versions: the database stays as it is.',
      expect.stringMatching(/^The last good backup \(backup\.yml\) began 3 h.* ago: https/),
      expect.stringContaining('Nothing restores it by itself'),
    ]);
    expect(offer?.buttons).toMatchObject([
      { kind: 'restore-database', confirm: { text: expect.stringMatching(/written in the last 3 h.* is lost/) } },
    ]);
    expect(story.restores()).toEqual([]);
  });

  test('is not spoken of where no migrations lie between, and is where nobody can tell', async () => {
    expect((await takenBack(['schema/**'])).texts()).toEqual([]);
    const story = await rollbackStory({ catalog: rollbackCatalog({ rollback: rollbackRule({ database }) }) });
    await story.deployed('v1.3.0');
    await story.deployed('v1.4.0');
    story.source.fail('compare', new Fault('unavailable', 'GitHub does not answer.'), 9);
    const id = await story.rollsBack('lead');
    await story.completes(id, 'success');
    const offer = story.thread(id).at(-1);
    expect(offer?.kind === 'text' && offer.lines[0]).toBe(
      'It is not known whether database migrations lie between the two versions.',
    );
  });

  test('is restored once, by who may roll back, and its end is told', async () => {
    const story = await takenBack();
    await story.presses('dev');
    expect(story.lastTold('dev').title).toBe('You may not restore this database');
    await story.presses('lead');
    await story.presses('lead2');
    expect(story.lastTold('lead2').title).toBe('Somebody has pressed before you');
    expect(story.restores()).toMatchObject([
      { ref: 'main', inputs: { environment: 'staging', deployment_id: expect.stringMatching(/^d-/) } },
    ]);
    await story.durable.advance(minute);
    story.runs.complete(repository, story.restores()[0]?.runId ?? 0, 'success');
    await story.durable.advance(11 * second);
    expect(story.texts().map(({ title }) => title)).toEqual([
      'The database is as it was before the rollback',
      'lead has the database of staging restored',
      'The database of staging is restored',
    ]);
    expect(story.actions(story.id).filter((action) => action.startsWith('database.'))).toEqual([
      'database.restore-refused',
      'database.restore-requested',
      'database.restore-ended',
    ]);
  });

  test('a restore that fails says where, and is offered anew', async () => {
    const story = await takenBack();
    await story.presses('lead');
    story.runs.complete(repository, story.restores()[0]?.runId ?? 0, 'failure');
    await story.durable.advance(11 * second);
    const [failed, offer] = story.texts().slice(-2);
    expect(failed).toMatchObject({ tone: 'error', title: 'The database of staging was not restored' });
    expect(failed?.lines[0]).toContain('deploy failed at "Deploy".');
    expect(offer?.buttons).toHaveLength(1);
    await story.presses('lead', 2);
    expect(story.restores()).toHaveLength(2);
  });

  test('one that GitHub refuses is offered anew; one whose answer is lost is found by its title, or left to a person', async () => {
    const story = await takenBack();
    story.runs.nextDispatch({ answer: { kind: 'refused', why: 'Unexpected inputs' }, arrives: false });
    await story.presses('lead');
    expect(story.texts().at(-2)).toMatchObject({
      title: 'The database is not being restored',
      lines: ['restore.yml: Unexpected inputs'],
    });
    story.runs.nextDispatch({ answer: { kind: 'lost', why: 'no answer', status: null }, arrives: true });
    await story.presses('lead', 2);
    expect(story.texts().at(-1)).toMatchObject({ title: 'lead has the database of staging restored' });
    expect(story.restores()).toHaveLength(1);
    story.runs.complete(repository, story.restores()[0]?.runId ?? 0, 'failure');
    await story.durable.advance(11 * second);
    story.runs.nextDispatch({ answer: { kind: 'lost', why: 'no answer', status: null }, arrives: false });
    await story.presses('lead', 3);
    expect(story.texts().at(-1)).toMatchObject({
      tone: 'warning',
      title: 'It is not known whether the database is being restored',
      lines: [expect.stringMatching(/^The connection broke before GitHub answered.*Look at the page of restore\.yml/)],
    });
  });
});
