import { readProcessSettings } from '../config/env.ts';
import { audit } from './audit.ts';
import { check } from './check.ts';
import { doctor } from './doctor.ts';
import { explain } from './explain.ts';
import { rehearse } from './rehearse.ts';
import { schema } from './schema.ts';
import type { Verb } from './verb.ts';

/** What operators can type, in the order of the help. */
export const verbs: readonly Verb[] = [
  check(async (file, text) => (await import('../app.ts')).readWorkflowFile(file, text)),
  doctor({
    settings: readProcessSettings,
    // The whole product is loaded for this verb only; the others answer at once.
    diagnose: async (settings) => (await import('./diagnose.ts')).diagnose(settings),
  }),
  audit({
    settings: readProcessSettings,
    open: async (settings) => (await import('./open-audit.ts')).openAudit(settings),
    now: Date.now,
  }),
  explain({
    settings: readProcessSettings,
    ask: async (settings, text, slackId) => (await import('./ask-why.ts')).askWhy(settings, text, slackId),
    now: Date.now,
  }),
  rehearse({ now: Date.now }),
  schema,
];
