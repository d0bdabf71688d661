import { describe, expect, test } from 'vitest';
import { readArtifacts } from '../../src/workflows/artifact-facts.ts';
import { catalog, environment, gates, pipeline } from '../builders.ts';
import { createFakeSource } from '../fakes/source.ts';
import { createStory, repository } from './story.ts';

const report = { artifact: 'coverage', file: 'coverage-summary.json' };
const lines = (pct: number) => ({ 'coverage-summary.json': JSON.stringify({ total: { lines: { pct } } }) });

describe('what artifacts tell', () => {
  test('is of the commit, else of the one with the same content; what is missing is said of the commit', async () => {
    const source = createFakeSource();
    const [own, twin] = [source.commit(repository, 'main'), source.commit(repository, 'develop')];
    const read = async () => (await readArtifacts(source, repository, [own, twin], [report]))[0];
    expect(await read()).toMatchObject({
      coverage: null,
      missing: `there is no artifact coverage of ${own.slice(0, 7)}`,
    });
    source.setArtifact(repository, twin, 'coverage', lines(64));
    expect(await read()).toMatchObject({ coverage: 64, missing: null });
    source.setArtifact(repository, own, 'coverage', lines(71.5));
    expect(await read()).toMatchObject({ coverage: 71.5 });
  });
});

describe('a deploy whose coverage stands in an artifact', () => {
  const checks = { required: [], ignored: [], all: false, coverage: { from: report, minimum: 60 } };
  const open = () => {
    const staging = environment({ gates: gates({ checks }) });
    return createStory({ catalog: catalog({ pipelines: [pipeline({ environments: [staging] })] }) });
  };

  test('goes when that is enough, and is refused without it', async () => {
    const story = open();
    await story.ask('dev');
    expect(story.told('dev').at(-1)).toMatchObject({ kind: 'refusal', buttons: [{ label: 'Try again' }] });
    story.source.setArtifact(repository, story.tip, 'coverage', lines(60));
    const id = await story.ask('dev');
    expect((await story.read(id)).state).toBe('running');
  });
});
