/** The context of open forms, kept here so that a modal carries only an opaque id. */
export interface Forms {
  keep(context: Record<string, unknown>): Promise<string>;
  /** Null when it never was, or is older than a day. */
  find(id: string): Promise<Record<string, unknown> | null>;
}
