import type { DestinationStream, Logger } from 'pino';
import { pino, stdSerializers } from 'pino';

export type Log = Logger;

/** Names under which secrets travel, at the top of a record or one or two levels down. */
const secretKeys = [
  'token',
  'botToken',
  'appToken',
  'signingSecret',
  'webhookSecret',
  'privateKey',
  'accessToken',
  'refreshToken',
  'clientSecret',
  'secretKey',
  'deviceCode',
  'secret',
  'password',
  'authorization',
  'cookie',
  'databaseUrl',
  'DATABASE_URL',
  'responseUrl',
  'response_url',
];

/** Tokens of Slack and GitHub, keys and passwords in addresses, wherever they stand in a text. */
const secretText =
  /xox[a-z]-[\w-]+|xapp-[\w-]+|gh[pousr]_[\w.-]+|github_pat_\w+|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?-----END [A-Z ]*PRIVATE KEY-----|(?<=:\/\/[^\s/:@]{1,64}:)[^\s/@]+(?=@)/g;

/**
 * One JSON line a record, to standard output unless told otherwise. Messages are static; what varies is in fields. `err` is serialised
 * with its causes; secrets are redacted by key, and by shape in every field: libraries put into their texts what they like.
 */
export function createLog(level: string, destination: DestinationStream = pino.destination(1)): Log {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }), log: scrubFields },
    serializers: { err: (error: unknown) => scrub(stdSerializers.errWithCause(asError(error))) },
    redact: {
      paths: secretKeys.flatMap((key) => [key, `*.${key}`, `*.*.${key}`]),
      censor: '[redacted]',
    },
  };
  return pino(options, destination);
}

/** Errors are left to their serialiser. */
function scrubFields(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, value instanceof Error ? value : scrub(value)]),
  );
}

/** Replaces whatever looks like a secret in every text of a value. */
export function scrub<T>(value: T): T {
  if (typeof value === 'string') return value.replace(secretText, '[redacted]') as T;
  if (Array.isArray(value)) return value.map(scrub) as T;
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, scrub(item)])) as T;
  }
  return value;
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
