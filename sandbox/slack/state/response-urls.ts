const lifetime = 30 * 60_000;
const uses = 5;

export interface ResponseTarget {
  channel: string;
  /** Slack user id of the person who acted. */
  user: string;
  /** The message whose control was used; none for a slash command. */
  message?: { ts: string; threadTs?: string };
}

/** response_url: five answers within half an hour of real time. */
export class ResponseUrls {
  readonly #issued = new Map<string, { target: ResponseTarget; at: number; used: number }>();
  readonly #realNow: () => number;

  constructor(realNow: () => number) {
    this.#realNow = realNow;
  }

  issue(path: string, target: ResponseTarget): void {
    this.#issued.set(path, { target, at: this.#realNow(), used: 0 });
  }

  /** Counts one use. Gives the target, or the word with which Slack refuses. */
  use(path: string): ResponseTarget | 'expired_url' | 'used_url' {
    const issued = this.#issued.get(path);
    if (issued === undefined || this.#realNow() - issued.at > lifetime) return 'expired_url';
    if (issued.used >= uses) return 'used_url';
    issued.used += 1;
    return issued.target;
  }

  has(path: string): boolean {
    return this.#issued.has(path);
  }
}
