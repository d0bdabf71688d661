import { setTimeout as pause } from 'node:timers/promises';
import { Fault } from '../../model/fault.ts';

const systemCodes = ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN'];
/** Connection failures, shutdown and start of the server, too many connections, and conflicts that ask to be tried again. */
const serverCodes = /^(08\w{3}|57P0[1-3]|53300|40001|40P01)$/;
const clientMessages =
  /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error|not queryable|client was closed/i;

/** Whether the database was away or busy, rather than the statement wrong. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.some(isOutage);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    systemCodes.includes(code) || serverCodes.test(code) || clientMessages.test(error.message) || isStalePlan(error)
  );
}

/** A statement was prepared on this connection before another release changed its table; on a new connection it is fine. */
export function isStalePlan(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '0A000' && /cached plan/.test(error.message);
}

/**
 * Tries `attempt` until it works or `patience` (ms, real time) is over; then throws a `Fault` of kind `unavailable`,
 * named `DatabaseAway`. Other errors than outages are thrown at once. `attempt` must be idempotent: an answer may have been lost after the commit.
 */
export async function outlast<T>(patience: number, attempt: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + patience;
  for (let wait = 20; ; wait = Math.min(wait * 2, 500)) {
    try {
      return await attempt();
    } catch (error) {
      if (!isOutage(error)) throw error;
      if (performance.now() + wait > deadline) {
        const fault = new Fault('unavailable', 'The database cannot be reached.', { cause: error });
        // By this name the durable engine knows that a step should be run again rather than have failed.
        throw Object.assign(fault, { name: 'DatabaseAway' });
      }
    }
    await pause(wait);
  }
}
