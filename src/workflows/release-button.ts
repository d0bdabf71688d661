import type { Button } from '../model/button.ts';
import type { Quarantined } from '../model/quarantine.ts';
import { say } from '../policy/rollback-target.ts';
import type { DeployPorts } from './deploy-ports.ts';

/** Lets what was taken back be deployed there again. */
export async function releaseButton(ports: Pick<DeployPorts, 'buttons'>, quarantined: Quarantined): Promise<Button> {
  const { id, environment } = quarantined;
  const version = say(quarantined);
  return {
    id: await ports.buttons.offer({ kind: 'release-quarantine', quarantineId: id }),
    kind: 'release-quarantine',
    label: `Release ${version.slice(0, 60)}`,
    style: 'plain',
    confirm: {
      title: 'Release this version?',
      text: `${version} may be deployed to ${environment} again.`,
      yes: 'Release',
    },
  };
}
