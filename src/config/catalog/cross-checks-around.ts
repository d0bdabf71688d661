import { checkBraces } from './cross-checks-templates.ts';
import type { AroundEntry } from './schema-around.ts';
import type { Tell } from './tell.ts';

export function checkAround(entry: AroundEntry | undefined, path: readonly PropertyKey[], tell: Tell): void {
  if (!entry) return;
  if (!entry.silence && !entry.annotation && !entry.page) tell(path, 'nothing', 'silence, annotation or page');
  const labels = Object.entries(entry.silence?.labels ?? {});
  if (entry.silence && labels.length === 0) {
    tell([...path, 'silence', 'labels'], 'no label, which every alert has', 'at least one');
  }
  for (const [name, value] of labels) {
    checkBraces(value, ['service', 'environment'], [...path, 'silence', 'labels', name], tell);
  }
}
