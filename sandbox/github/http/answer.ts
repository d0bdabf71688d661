/** What a route answers. A body is JSON unless it is a string. */
export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
  /** The body as it is sent, where it is known already. */
  text?: string;
}

/** A refusal, in GitHub's words. It becomes `{message, errors?, documentation_url}`. */
export class Refusal extends Error {
  readonly status: number;
  readonly errors: unknown;
  constructor(status: number, message: string, errors?: unknown) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.errors = errors;
  }
}

export function ok(body: unknown, headers: Record<string, string> = {}): Answer {
  return { status: 200, body, headers };
}
export function created(body: unknown): Answer {
  return { status: 201, body };
}
export const noContent: Answer = { status: 204 };
export const accepted: Answer = { status: 202, body: {} };

export function notFound(): Refusal {
  return new Refusal(404, 'Not Found');
}

/** What is there, or 404. */
export function existing<T>(value: T | undefined | null): T {
  if (value === undefined || value === null) throw notFound();
  return value;
}

/** A refused request's body, with the status as text, as GitHub has it. */
export function refusalBody(refusal: Refusal): Record<string, unknown> {
  return {
    message: refusal.message,
    ...(refusal.errors === undefined ? {} : { errors: refusal.errors }),
    documentation_url: 'https://docs.github.com/rest',
    status: String(refusal.status),
  };
}
