import { stripVTControlCharacters } from 'node:util';

const longestLine = 300;
const timestamp = /^\uFEFF?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z ?/;

/** One line without timestamp, colours and control characters. What GitHub masked stays masked. */
function plain(line: string): string {
  return stripVTControlCharacters(line.replace(timestamp, ''))
    .replace(/\t/g, '  ')
    .replace(/\p{Cc}/gu, '')
    .trimEnd();
}

/**
 * The end of the failed step's output in a job's log, oldest line first: at most `lines` lines of at most 300 characters.
 * A log has no marks of its steps but `##[group]Run …` at the start of each; the step that failed holds the last
 * `##[error]` line. `step` is preferred when a group carries its name and failed.
 */
export function logExcerpt(log: string, step: string | null, lines: number): string[] {
  const all = log.split(/\r?\n/).map(plain);
  const starts = all.flatMap((line, index) => (/^##\[group\]Run /.test(line) ? [index] : []));
  const sections = starts.map((start, index) => ({ start, end: starts[index + 1] ?? all.length }));
  const failed = sections.filter(({ start, end }) => all.slice(start, end).some(isError));
  const wanted = step?.replace(/^Run /, '').trim();
  const section =
    failed.find(({ start }) => wanted && all[start]?.slice('##[group]Run '.length).trim() === wanted) ?? failed.at(-1);
  const part = section ? all.slice(section.start, section.end) : all;
  const lastError = part.findLastIndex(isError);
  const shown = part.slice(afterPreamble(part), lastError < 0 ? part.length : lastError + 1);
  return shown
    .filter((line) => line.trim() !== '' && !/^##\[(?:debug|endgroup|section)\]/.test(line))
    .map((line) => line.replace(/^##\[error\]/, 'Error: ').replace(/^##\[warning\]/, 'Warning: '))
    .map((line) => line.replace(/^##\[(?:group|command|notice)\]/, ''))
    .slice(-lines)
    .map((line) => (line.length > longestLine ? `${line.slice(0, longestLine - 1)}…` : line));
}

function isError(line: string): boolean {
  return line.startsWith('##[error]');
}

/** The first group of a step repeats its command and environment: what follows is what it said. */
function afterPreamble(part: readonly string[]): number {
  if (!part[0]?.startsWith('##[group]Run ')) return 0;
  const end = part.findIndex((line) => line.startsWith('##[endgroup]'));
  return end < 0 ? 1 : end + 1;
}
