import type { Ask, Command } from '../command.ts';
import { findEnvironment } from '../model/catalog.ts';
import { Fault } from '../model/fault.ts';
import type { Finding } from '../model/notice.ts';
import { linkedBy } from '../policy/account-link.ts';
import type { AuditLog } from '../ports/audit-log.ts';
import type { Buttons } from '../ports/buttons.ts';
import type { Catalogs } from '../ports/catalogs.ts';
import type { Changes } from '../ports/changes.ts';
import type { Chat } from '../ports/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { Delegations } from '../ports/delegations.ts';
import type { Deployments } from '../ports/deployments.ts';
import type { GitHubAccounts } from '../ports/github-accounts.ts';
import type { LockQueue } from '../ports/lock-queue.ts';
import type { Locks } from '../ports/locks.ts';
import type { Mutes } from '../ports/mutes.ts';
import type { People } from '../ports/people.ts';
import type { Quarantine } from '../ports/quarantine.ts';
import type { Source } from '../ports/source.ts';
import { auditUseCases } from './audit-pages.ts';
import { board } from './board.ts';
import { changeUseCases } from './changes.ts';
import { delegationsOf } from './delegating.ts';
import { rollbackVersions } from './rollback-versions.ts';
import { type LookAtRollout, rollouts } from './rollouts.ts';
import { type LookAt, why } from './why.ts';

interface Ports {
  accounts: GitHubAccounts;
  auditLog: AuditLog;
  buttons: Buttons;
  catalogs: Catalogs;
  changes: Changes;
  chat: Chat;
  clock: Clock;
  delegations: Delegations;
  deployments: Deployments;
  locks: Locks;
  lockQueue: LockQueue;
  mutes: Mutes;
  people: People;
  quarantine: Quarantine;
  source: Source;
}

/** The reads behind the commands. `doctors` are those of each outside thing; `look` gathers facts as a deploy does. */
export function askUseCases(
  ports: Ports,
  commands: readonly Command[],
  doctors: readonly (() => Promise<Finding[]>)[],
  look: LookAt,
  lookAtRollout: LookAtRollout,
): Ask {
  const pipeline = async (name: string) => {
    const catalog = await ports.catalogs.active();
    const found = catalog.pipelines.find((candidate) => candidate.name === name);
    if (!found) throw new Fault('not-found', `The catalog no longer has the pipeline ${name}.`);
    return found;
  };
  return {
    async membership(slackId) {
      return ports.people.membership(slackId, (await ports.catalogs.active()).roles);
    },
    async linkedBy(person) {
      const [catalog, own] = await Promise.all([ports.catalogs.active(), ports.accounts.of(person.slackId)]);
      return linkedBy(person, catalog.people, own);
    },
    deployment: (id) => ports.deployments.get(id),
    board: (filter, person) => board(ports, filter, person),
    rollouts: (target) => rollouts(ports, target, lookAtRollout),
    why: (question) => why(ports, look, question),
    async refs(name, query) {
      const { repository } = await pipeline(name);
      const found = await ports.source.suggest(repository, query);
      return found.map((ref) => ({ value: ref.name, label: ref.kind === 'tag' ? `${ref.name} (tag)` : ref.name }));
    },
    versions: (environment, target) => rollbackVersions(ports, environment, target),
    async workflowFile(name, environmentName) {
      const found = await pipeline(name);
      const environment = findEnvironment(found, environmentName);
      if (!environment) throw new Fault('not-found', `${name} no longer has the environment ${environmentName}.`);
      return ports.source.workflowFile(found.repository, environment.workflow);
    },
    audit: auditUseCases(ports),
    changes: changeUseCases(ports),
    delegations: (slackId) => delegationsOf(ports, slackId),
    mutes: (slackId) => ports.mutes.of(slackId, ports.clock.now()),
    async doctor() {
      const findings = await Promise.all(doctors.map((examine) => examine()));
      return findings.flat();
    },
    commands: () => commands.map(({ name, summary, usage }) => ({ name, summary, usage })),
  };
}
