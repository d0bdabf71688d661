import { mayUse } from '../http/credentials.ts';
import type { Actor } from '../http/route.ts';

/** What GitHub refuses inside an answer of 200, with the type that it gives to it. */
export class QueryRefusal extends Error {
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.name = 'QueryRefusal';
    this.type = type;
  }
}

/** As REST refuses a route, by the same permissions (`checks:read`). */
export function mustBeAllowed(actor: Actor, ...permissions: string[]): void {
  if (permissions.every((permission) => mayUse(actor, permission))) return;
  throw new QueryRefusal('FORBIDDEN', 'Resource not accessible by integration');
}
