import { isJsonObject, type Json, type JsonObject } from '../object.ts';
import { Refusal } from '../refusal.ts';
import { jsonPatch } from './json-patch.ts';
import { mergePatch } from './merge.ts';
import { strategicPatch } from './strategic.ts';

/** The kinds of patch that kubectl and the product send. */
const known = ['application/json-patch+json', 'application/merge-patch+json', 'application/strategic-merge-patch+json'];

/** The object with the patch in it. A kind of patch that nobody here sends is refused by name with 415. */
export function applyPatch(contentType: string, target: JsonObject, patch: Json): JsonObject {
  const result = patched(patchKind(contentType), target, patch);
  if (!isJsonObject(result)) throw new Refusal('BadRequest', 'the patch leaves no object');
  return result;
}

/** The media type, before the body is read: one that is not known may not even be JSON. */
export function patchKind(contentType: string): string {
  const type = contentType.split(';')[0]?.trim() ?? '';
  if (known.includes(type)) return type;
  throw new Refusal(
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${known.join(', ')}; the sandbox was sent ${type || 'none'}`,
  );
}

function patched(type: string, target: JsonObject, patch: Json): Json {
  if (type === 'application/json-patch+json') return jsonPatch(target, patch);
  if (type === 'application/merge-patch+json') return mergePatch(target, patch);
  if (!isJsonObject(patch)) throw new Refusal('BadRequest', 'a strategic merge patch is an object');
  return strategicPatch(target, patch);
}
