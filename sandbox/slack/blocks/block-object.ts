/** A block or an element of one, as it came from outside: only `type` is certain once it has been checked. */
export type BlockObject = { type: string; [key: string]: unknown };

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isBlockObject(value: unknown): value is BlockObject {
  return isRecord(value) && typeof value.type === 'string';
}

/** The members of `value` that are blocks or elements; nothing when it is no array. */
export function blockObjects(value: unknown): BlockObject[] {
  return Array.isArray(value) ? value.filter(isBlockObject) : [];
}

export function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The text of a text object or of a plain string; empty when there is none. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return isRecord(value) ? (stringOf(value.text) ?? '') : '';
}
