import type { Deployment } from '../model/deployment.ts';
import type { RollbackOf } from '../model/rollout.ts';
import { say } from './rollback-target.ts';
import { list } from './verdicts.ts';

type Rolled = Pick<Deployment, 'environment' | 'services' | 'ref' | 'sha' | 'rollback' | 'run'>;

/** Where things are when a rollback did not get to its end, and what to do: sentences. `touched`: something may have been moved. */
export function stateAfter(deployment: Rolled, touched: boolean): string {
  const { environment, services, rollback, run } = deployment;
  const bad = rollback?.bad ? say(rollback.bad) : 'what ran before';
  const again = `Roll back again, or name another version: /rollback ${environment} ${services.join(',')} and the version.`;
  if (!touched) return `Nothing was moved: ${bad} is where it was. ${again}`;
  if (rollback?.services) return `${ofServices(rollback)} Mend what is said here, then: ${again}`;
  const left = run ? `what the run ${run.id} left` : 'what was left';
  return `${list(services)} in ${environment} ${services.length === 1 ? 'is' : 'are'} between ${bad} and ${say({ ref: deployment.ref.name, sha: deployment.sha })}: look at ${left}. Then: ${again}`;
}

/** `api serves v1; worker is stalled: ImagePullBackOff.` */
export function ofServices({ services = [] }: Pick<RollbackOf, 'services'>): string {
  const words = services.map(({ service, state, image, pods, why }) => {
    const because = why === null ? '' : ` (${why.replace(/[.]$/, '')})`;
    switch (state) {
      case 'serving':
        return `${service} serves ${image}`;
      case 'refused':
        return `${service} was not moved${because}`;
      case 'away':
        return `of ${service} nothing is known, as its cluster does not answer${because}`;
      default:
        return `${service} is on its way to ${image}, ${pods.ready} of ${pods.wanted} pods ready${because}`;
    }
  });
  return words.length === 0 ? '' : `${words.join('; ')}.`;
}

/** One sentence: whether the database schema went on between the two versions. Empty where nothing says how to tell. */
export function ofMigrations({ migrations }: Pick<RollbackOf, 'migrations'>): string {
  if (migrations === undefined) return '';
  if (migrations === null) return 'It is not known whether database migrations lie between the two versions.';
  return migrations
    ? 'Database migrations lie between the two versions: the database stays as it is.'
    : 'No database migrations lie between the two versions.';
}
