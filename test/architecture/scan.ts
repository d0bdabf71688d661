/** The same text, as long as before: `code` without comments, `bare` also without what strings, templates and patterns contain. */
export interface Scanned {
  code: string;
  bare: string;
}

/**
 * A small scanner of TypeScript: enough to tell code from comments and texts. It knows nested templates and tells a pattern from
 * a division by what stands before it.
 */
export function scan(source: string): Scanned {
  const code = [...source];
  const bare = [...source];
  let at = 0;

  const blank = (where: string[], from: number, to: number) => {
    for (let index = from; index < to; index++) if (where[index] !== '\n') where[index] = ' ';
  };

  function skipTo(end: number, isComment: boolean) {
    if (isComment) blank(code, at, end);
    blank(bare, isComment ? at : at + 1, isComment ? end : end - 1);
    at = end;
  }

  function quoted(quote: string): number {
    let index = at + 1;
    while (index < source.length && source[index] !== quote && source[index] !== '\n') {
      index += source[index] === '\\' ? 2 : 1;
    }
    return Math.min(index + 1, source.length);
  }

  function pattern(): number {
    let inClass = false;
    let index = at + 1;
    for (; index < source.length && source[index] !== '\n'; index++) {
      const letter = source[index];
      if (letter === '\\') index++;
      else if (letter === '[') inClass = true;
      else if (letter === ']') inClass = false;
      else if (letter === '/' && !inClass) break;
    }
    return Math.min(index + 1, source.length);
  }

  function template() {
    at++;
    while (at < source.length && source[at] !== '`') {
      if (source[at] === '\\') {
        blank(bare, at, at + 2);
        at += 2;
      } else if (source.startsWith('${', at)) {
        at += 2;
        block('}');
      } else {
        blank(bare, at, at + 1);
        at++;
      }
    }
    at++;
  }

  function startsPattern(): boolean {
    const before = bare
      .slice(Math.max(0, at - 200), at)
      .join('')
      .trimEnd();
    return /(^|[(,=:[!&|?{};<>+*%~^-]|\b(return|typeof|case|in|of|await|yield))$/.test(before.slice(-12));
  }

  function block(end: string | null) {
    while (at < source.length) {
      const letter = source[at];
      if (letter === end) {
        at++;
        return;
      }
      if (source.startsWith('//', at)) {
        const lineEnd = source.indexOf('\n', at);
        skipTo(lineEnd < 0 ? source.length : lineEnd, true);
      } else if (source.startsWith('/*', at)) {
        const commentEnd = source.indexOf('*/', at + 2);
        skipTo(commentEnd < 0 ? source.length : commentEnd + 2, true);
      } else if (letter === "'" || letter === '"') skipTo(quoted(letter), false);
      else if (letter === '`') template();
      else if (letter === '/' && startsPattern()) skipTo(pattern(), false);
      else if (letter === '{') {
        at++;
        block('}');
      } else at++;
    }
  }

  block(null);
  return { code: code.join(''), bare: bare.join('') };
}

export interface Import {
  from: string;
  /** True when nothing is left of it at run time: `import type`, `export type … from`. */
  typeOnly: boolean;
  /** What is left at run time, as it is named there; empty for a bare import, `* as`, and type imports. */
  names: string[];
}

/** Every import, re-export and dynamic import of a source. */
export function importsOf(source: string): Import[] {
  const { code, bare } = scan(source);
  const found: Import[] = [];
  const statement = /^[ \t]*(?:import|export)\b(\s+type\b(?!\s*(?:from\b|,)))?([^'"`;()=]*?)(['"])/gm;
  for (const match of bare.matchAll(statement)) {
    const clause = match[2] ?? '';
    if (!/\bfrom\s*$/.test(clause) && clause.trim() !== '') continue;
    const start = match.index + match[0].length;
    const end = bare.indexOf(match[3] ?? '', start);
    const specifiers = (/\{([^}]*)\}/.exec(clause)?.[1] ?? '').split(',').map((one) => one.trim());
    const names = specifiers
      .filter((one) => one !== '' && !one.startsWith('type '))
      .map((one) => one.split(' ')[0] ?? '');
    found.push({
      from: code.slice(start, end),
      typeOnly: match[1] !== undefined,
      names: match[1] === undefined ? names : [],
    });
  }
  for (const match of bare.matchAll(/\b(?:import|require)\s*\(\s*(['"])/g)) {
    const start = match.index + match[0].length;
    found.push({ from: code.slice(start, bare.indexOf(match[1] ?? '', start)), typeOnly: false, names: [] });
  }
  return found;
}
