/** Where a verb writes: `out` is the answer, `complain` is for what went wrong. One line each, without line break. */
export interface Output {
  out(line: string): void;
  complain(line: string): void;
  /** For long answers: waits until what was written has been read. False when nobody reads any more. Absent: it always is. */
  taken?(): Promise<boolean>;
}

export interface Verb {
  name: string;
  /** What follows the name, as in `FILE`. */
  hint: string;
  /** One line for the help. */
  summary: string;
  /** Answers the exit code: 0 yes, 1 no and why, 2 wrongly called. */
  run(words: readonly string[], output: Output): Promise<number>;
}
