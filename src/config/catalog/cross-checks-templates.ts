import { nearest } from '../../model/nearest.ts';
import { namesIn } from '../../model/query-template.ts';
import { describe } from './problem.ts';
import type { Tell } from './tell.ts';

type Path = readonly PropertyKey[];

/** Inputs that Quarterdeck fills in itself. */
const ownInputs: Record<string, string> = {
  deployment_id: 'another name: Quarterdeck fills deployment_id in itself',
  sha: 'another name: with pin: input Quarterdeck fills sha in itself',
};

/** Names after a `$` that nothing stands for. */
export function checkFilled(text: string, known: readonly string[], path: Path, tell: Tell): void {
  for (const [whole, word = ''] of text.matchAll(/\$\{([^}]*)\}?/g)) {
    if (!known.includes(word) || !whole.endsWith('}')) {
      const all = known.map((one) => `\${${one}}`).join(', ');
      const meant = nearest(word, known);
      tell(path, describe(whole), meant ? `${meant}? (${all})` : `one of ${all}`);
    }
  }
}

/** Names between double braces that nothing stands for. */
export function checkBraces(text: string, known: readonly string[], path: Path, tell: Tell): void {
  for (const { name } of namesIn(text)) {
    if (known.includes(name)) continue;
    tell(path, `{{${name}}}`, `one of ${known.map((one) => `{{${one}}}`).join(', ')}`);
  }
}

/** `sha`: whether Quarterdeck fills an input of that name in by itself. */
export function checkInputs(
  inputs: Readonly<Record<string, string | number | boolean>> | undefined,
  { known, sha }: { known: readonly string[]; sha: boolean },
  path: Path,
  tell: Tell,
): void {
  for (const [name, value] of Object.entries(inputs ?? {})) {
    const where = [...path, name];
    const own = name === 'sha' && !sha ? undefined : ownInputs[name];
    if (own !== undefined && Object.hasOwn(ownInputs, name)) tell(where, `the input ${name}`, own, 'key');
    if (typeof value === 'string') checkFilled(value, known, where, tell);
  }
}
