import type { Command } from '../src/command.ts';
import { audit } from './audit.ts';
import { canary } from './canary.ts';
import { change } from './change.ts';
import { deploy } from './deploy.ts';
import { deploys } from './deploys.ts';
import { lock } from './lock.ts';
import { quarterdeck } from './quarterdeck.ts';
import { rollback } from './rollback.ts';
import { unlock } from './unlock.ts';
import { why } from './why.ts';

/** Every slash command, in the order of help. manifest.yml and the README are tied to this list by tests. */
export const commands: readonly Command[] = [
  deploy,
  deploys,
  canary,
  rollback,
  change,
  why,
  lock,
  unlock,
  audit,
  quarterdeck,
];
