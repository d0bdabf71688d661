/** Text as Postgres can keep it: without NUL and without halves of surrogate pairs. */
export function cleanText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd');
}

/** JSON for a `jsonb` column; the strings in it are cleaned likewise. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === 'string' ? cleanText(item) : item));
}
