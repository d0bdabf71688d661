import { fullRepository } from '../shapes/repository.ts';
import { organization, simpleUser } from '../shapes/user.ts';
import { nodeId, type Site } from '../site.ts';

/** What every webhook of the app carries besides its own: the full repository, organization, sender and installation. */
export type Surroundings = (sender: string) => ReturnType<typeof surround>;

export function createSurroundings(site: Site, installationId: number): Surroundings {
  return (sender) => surround(site, installationId, sender);
}

function surround(site: Site, id: number, sender: string) {
  return {
    repository: fullRepository(site),
    organization: organization(site),
    sender: simpleUser(site, sender),
    installation: { id, node_id: nodeId('MDIzOkludGVncmF0aW9uSW5zdGFsbGF0aW9u', id) },
  };
}
