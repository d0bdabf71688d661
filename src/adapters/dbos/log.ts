import type { DLogger } from '@dbos-inc/dbos-sdk';
import type { Log } from '../../ports/log.ts';

/** Where the engine writes. Messages are static; what varies is in the fields. */
export type EngineLog = (level: 'debug' | 'warn' | 'error', message: string, fields: Record<string, unknown>) => void;

/** The engine's news in the log of the process. */
export function engineLog(log: Log): EngineLog {
  return (level, message, { error, ...fields }) =>
    log[level](error === undefined ? fields : { ...fields, err: error }, message);
}

/** DBOS's own log: its daily business is of interest to nobody but who looks for a fault in it. */
export function quietLogger(log: EngineLog): DLogger {
  return {
    debug: () => {},
    info: (entry) => log('debug', 'dbos', { entry }),
    // Workflows wait most of their life, so there are always some at a stop.
    warn: (entry) => log(String(entry).startsWith('Shutting down while') ? 'debug' : 'warn', 'dbos', { entry }),
    error: (entry, metadata) => log('error', 'dbos', { entry, error: metadata?.error ?? metadata?.stack }),
  };
}
