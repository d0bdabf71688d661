import type { Kind } from './kinds.ts';

export type Reason =
  | 'AlreadyExists'
  | 'BadRequest'
  | 'Conflict'
  | 'Expired'
  | 'Forbidden'
  | 'InternalError'
  | 'Invalid'
  | 'MethodNotAllowed'
  | 'NotFound'
  | 'TooManyRequests'
  | 'Unauthorized'
  | 'UnsupportedMediaType';

const codes: Record<Reason, number> = {
  AlreadyExists: 409,
  BadRequest: 400,
  Conflict: 409,
  Expired: 410,
  Forbidden: 403,
  InternalError: 500,
  Invalid: 422,
  MethodNotAllowed: 405,
  NotFound: 404,
  TooManyRequests: 429,
  Unauthorized: 401,
  UnsupportedMediaType: 415,
};

/** A request that the API server refuses; it becomes a `Status` in Kubernetes' own shape. */
export class Refusal extends Error {
  readonly reason: Reason;
  readonly details: Record<string, unknown> | undefined;
  constructor(reason: Reason, message: string, details?: Record<string, unknown>) {
    super(message);
    this.name = 'Refusal';
    this.reason = reason;
    this.details = details;
  }
  get code(): number {
    return codes[this.reason];
  }
}

export function statusOf(refusal: Refusal): Record<string, unknown> {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: refusal.message,
    reason: refusal.reason,
    ...(refusal.details === undefined ? {} : { details: refusal.details }),
    code: refusal.code,
  };
}

/** As Kubernetes names a resource in its sentences: `deployments.apps`. */
export function qualified(kind: Kind): string {
  return kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`;
}

const about = (kind: Kind, name: string) => ({
  name,
  ...(kind.group === '' ? {} : { group: kind.group }),
  kind: kind.plural,
});

export function notFound(kind: Kind, name: string): Refusal {
  return new Refusal('NotFound', `${qualified(kind)} "${name}" not found`, about(kind, name));
}

export function alreadyExists(kind: Kind, name: string): Refusal {
  return new Refusal('AlreadyExists', `${qualified(kind)} "${name}" already exists`, about(kind, name));
}

export function conflict(kind: Kind, name: string, why?: string): Refusal {
  const because = why ?? 'the object has been modified; please apply your changes to the latest version and try again';
  return new Refusal(
    'Conflict',
    `Operation cannot be fulfilled on ${qualified(kind)} "${name}": ${because}`,
    about(kind, name),
  );
}

export function invalid(kind: Kind, name: string, field: string, message: string): Refusal {
  const group = kind.group === '' ? '' : `.${kind.group}`;
  return new Refusal('Invalid', `${kind.kind}${group} "${name}" is invalid: ${field}: ${message}`, {
    ...about(kind, name),
    kind: kind.kind,
    causes: [{ reason: 'FieldValueInvalid', message, field }],
  });
}
