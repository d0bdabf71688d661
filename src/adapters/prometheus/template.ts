import { Fault } from '../../model/fault.ts';
import { queryName, queryPart } from '../../model/query-template.ts';

/**
 * Puts what stands for each `{{name}}` into a query, escaped for where it stands. Throws `Fault` of kind `rejected` for a name that
 * nothing stands for, and for one outside quotes, where it could change what is asked.
 */
export function fillQuery(text: string, about: Readonly<Record<string, string>>): string {
  let filled = '';
  for (const found of text.matchAll(queryPart)) {
    const { comment, operator = '', space = '', quoted } = found.groups ?? {};
    if (comment !== undefined) continue;
    if (quoted === undefined) filled += found[0];
    else filled += `${operator}${space}${fillQuoted(quoted, about, operator.endsWith('~'))}`;
  }
  const outside = [...filled.matchAll(/\{\{\s*([\w$.-]*)/g)].find((one) => !within(filled, one.index));
  if (outside)
    throw new Fault(
      'rejected',
      `The query has {{${outside[1]}}} outside quotes; write it as a label's value, in quotes.`,
    );
  return filled;
}

function fillQuoted(quoted: string, about: Readonly<Record<string, string>>, pattern: boolean): string {
  const mark = quoted.slice(0, 1);
  const put = (text: string) => {
    const meant = pattern ? escapePattern(text) : text;
    return mark === '`' ? meant : escapeText(meant, mark);
  };
  return quoted.replace(queryName, (whole, key: string) => {
    const value = Object.hasOwn(about, key) ? about[key] : undefined;
    if (value === undefined)
      throw new Fault('rejected', `The query asks for ${whole}, and nothing stands for it; known are ${known(about)}.`);
    if (mark === '`' && value.includes('`'))
      throw new Fault(
        'rejected',
        `The query puts ${whole} between backticks, and its value has one; use double quotes.`,
      );
    return put(value);
  });
}

function known(about: Readonly<Record<string, string>>): string {
  const names = Object.keys(about);
  return names.length > 0 ? names.map((one) => `{{${one}}}`).join(', ') : 'none';
}

/** Whether the place is within quotes. */
function within(text: string, place: number): boolean {
  return [...text.matchAll(queryPart)].some(
    (found) => found.groups?.quoted !== undefined && found.index <= place && place < found.index + found[0].length,
  );
}

function escapeText(text: string, mark: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll(mark, `\\${mark}`).replaceAll('\n', '\\n').replaceAll('\r', '\\r');
}

/** What RE2 reads as an operator is read as itself. */
function escapePattern(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}
