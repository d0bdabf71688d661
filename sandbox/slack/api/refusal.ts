/** Slack's answer `{ok: false, error}`. `detail` is added to the answer; `status` is the HTTP status, nearly always 200. */
export class SlackRefusal extends Error {
  readonly code: string;
  readonly detail: Record<string, unknown>;
  readonly status: number;

  constructor(code: string, detail: Record<string, unknown> = {}, status = 200) {
    super(code);
    this.name = 'SlackRefusal';
    this.code = code;
    this.detail = detail;
    this.status = status;
  }
}
