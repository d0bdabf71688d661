import { describe, expect, test } from 'vitest';
import { catalog, environment, gates, pipeline } from '../builders.ts';
import { createStory } from './story.ts';

const releases = gates({ ref: { branches: [], tags: ['v*.*.*'], shas: false } });

async function refused(ref: string, defaultRef: Parameters<typeof environment>[0], handle = 'dev') {
  const staging = environment({ gates: releases, ...defaultRef });
  const story = createStory({ catalog: catalog({ pipelines: [pipeline({ environments: [staging] })] }) });
  await story.ask(handle, { ref });
  const notice = story.told(handle).at(-1);
  const buttons = notice?.kind === 'refusal' ? notice.buttons : expect.fail(JSON.stringify(notice));
  return { buttons, asks: await story.ports.buttons.find(buttons[0]?.id ?? '') };
}

describe('a ref that cannot be deployed', () => {
  test('offers what was probably meant, as far as it may be deployed there', async () => {
    const { buttons, asks } = await refused('v1.4', { defaultRef: { latestTag: 'v*.*.*' } });
    expect(buttons.map(({ label }) => label)).toEqual(['Deploy v1.4.0']);
    expect(buttons[0]?.confirm?.text).toContain('v1.4.0 to staging');
    expect(asks).toMatchObject({ kind: 'schedule', environment: 'staging', ref: 'v1.4.0', at: null });
  });

  test.each([
    [{ latestTag: 'v*.*.*' }, 'Deploy the latest tag v*.*.*'],
    [{ branch: 'main' }, 'Deploy the branch main'],
    [{ verifiedIn: 'staging' }, 'Deploy what staging has verified'],
  ] as const)('else what the environment takes by itself: %j', async (defaultRef, label) => {
    const { buttons, asks } = await refused('develop', { defaultRef });
    expect(buttons.map((button) => button.label)).toEqual([label]);
    expect(asks).toMatchObject({ ref: null });
  });

  test('nothing where that is what was refused, nor to whoever may not deploy', async () => {
    expect((await refused('develop', { defaultRef: { branch: 'develop' } })).buttons).toEqual([]);
    expect((await refused('v1.4', { defaultRef: { branch: 'main' } }, 'stranger')).buttons).toEqual([]);
  });
});
