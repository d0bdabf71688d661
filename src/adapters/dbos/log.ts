import type { DLogger } from '@dbos-inc/dbos-sdk';

/** Where the engine writes. Messages are static; what varies is in the fields. */
export type EngineLog = (level: 'debug' | 'warn' | 'error', message: string, fields: Record<string, unknown>) => void;

/** DBOS's own log: its daily business is of interest to nobody but who looks for a fault in it. */
export function quietLogger(log: EngineLog): DLogger {
  const say = (level: 'debug' | 'warn' | 'error') => (entry: unknown) => log(level, 'dbos', { entry });
  return {
    debug: () => {},
    info: say('debug'),
    warn: say('warn'),
    error: (entry, metadata) => log('error', 'dbos', { entry, error: metadata?.error ?? metadata?.stack }),
  };
}
