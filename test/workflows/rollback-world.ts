import type { Catalog, Environment } from '../../src/model/catalog.ts';
import type { RollbackRule } from '../../src/model/delivery.ts';
import { deploymentIdFor } from '../../src/model/deployment.ts';
import type { Notice } from '../../src/model/notice.ts';
import type { RollbackRequest } from '../../src/model/rollback.ts';
import { minute } from '../../src/model/time.ts';
import { catalog, environment, gates, person, pipeline } from '../builders.ts';
import { createStory, repository } from './story.ts';

/** A workflow of its own rolls back, told the version; leads may. */
export function rollbackRule(changes: Partial<RollbackRule> = {}): RollbackRule {
  return {
    by: 'workflow',
    workflow: 'rollback.yml',
    inputs: { version: '$'.concat('{version}'), environment: '$'.concat('{environment}') },
    roles: ['release-managers'],
    target: 2 * minute,
    lock: true,
    migrations: ['migrations/**'],
    database: null,
    ...changes,
  };
}

export function rollbackCatalog(changes: Partial<Environment> = {}): Catalog {
  const staging = environment({ rollback: rollbackRule(), gates: gates({ alreadyRunning: 'allow' }), ...changes });
  return catalog({ pipelines: [pipeline({ environments: [staging] })] });
}

/** v1.3.0 and then v1.4.0, of all services, are verified in staging. */
export async function rollbackStory(
  options: {
    catalog?: Catalog;
    arm?: (story: ReturnType<typeof createStory>) => void;
    /** Null: nobody knows of anything that ran before, here or on GitHub. */
    known?: null;
  } = {},
) {
  const story = createStory({ catalog: options.catalog ?? rollbackCatalog() });
  options.arm?.(story);
  if (options.known === null) story.source.forgetDeployed(repository, 'staging');
  const { source } = story;
  source.tag(repository, 'v1.3.0', story.tip);
  const bad = source.commit(repository, 'main', {
    title: 'feat: a leak',
    author: { name: 'Dana', login: 'dana-dev' },
    files: ['migrations/0002.sql'],
  });
  source.tag(repository, 'v1.4.0', bad);
  let presses = 0;

  /** Deployed and verified. */
  async function deployed(ref: string, target = 'default'): Promise<string> {
    const id = await story.ask('dev', { ref, target });
    await story.completes(id, 'success');
    story.clock.advance(minute);
    return id;
  }
  /** Somebody, or a rule, asks; the id of the rollback. */
  async function rollsBack(by: string, wanted: Partial<RollbackRequest> = {}): Promise<string> {
    const id = wanted.id ?? deploymentIdFor(`press ${++presses}`);
    await story.start.rollback({
      id,
      by: by === 'quarterdeck' ? by : person(by),
      why: null,
      environment: 'staging',
      target: 'default',
      of: null,
      to: null,
      version: null,
      origin: by === 'quarterdeck' ? null : { channel: 'C0DEPLOYS', responseUrl: null, via: 'command' },
      dryRun: false,
      ...wanted,
    });
    await story.durable.runUntilIdle();
    return id;
  }
  /** The last thing that somebody was told alone. */
  function lastTold(handle: string): Extract<Notice, { kind: 'text' }> {
    const notice = story.told(handle).at(-1);
    if (notice?.kind !== 'text') throw new Error(`${handle} was told ${JSON.stringify(notice)}`);
    return notice;
  }
  return { ...story, bad, good: story.tip, deployed, rollsBack, lastTold };
}
