import { createReadStream } from 'node:fs';

/**
 * The lines of a text file, without their ends. `node:readline` would also break them at U+2028 and U+2029, which JSON allows
 * within a string.
 */
export async function* linesOf(file: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(file, 'utf8')) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield line.replace(/\r$/, '');
  }
  if (rest !== '') yield rest.replace(/\r$/, '');
}
