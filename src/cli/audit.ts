import type { ReadSettings, Settings } from '../config/env.ts';
import { exportLine, readExportLine, type SealedEntry } from '../model/audit-chain.ts';
import type { Mark, Verification } from '../policy/audit-verification.ts';
import { beginVerification, endVerification, follow } from '../policy/audit-verification.ts';
import { readAuditWords } from './audit-words.ts';
import { linesOf } from './lines.ts';
import type { Output, Verb } from './verb.ts';

/** The audit log of the database in the settings. */
export interface OpenAudit {
  verify(given: readonly Mark[]): Promise<Verification>;
  sealed(after: number, limit: number): Promise<SealedEntry[]>;
  close(): Promise<void>;
}

interface Parts {
  settings: () => ReadSettings;
  open: (settings: Settings) => Promise<OpenAudit>;
  /** For `--since 2d`, ms since the epoch. */
  now: () => number;
}

const batch = 500;

/** Proves the audit log, or hands it out. */
export function audit(parts: Parts): Verb {
  return {
    name: 'audit',
    hint: 'verify [FILE] [--checkpoint N:HASH] | export [--since 30d]',
    summary:
      'Prove that nobody has changed the audit log, in the database or in an exported file; or export it as NDJSON',
    async run(words, output) {
      const asked = readAuditWords(words, parts.now());
      if ('wrong' in asked) {
        output.complain(asked.wrong);
        return 2;
      }
      if (asked.verb === 'verify' && asked.file !== null) {
        try {
          return tell(await verifyFile(asked.file, asked.marks), `the file ${asked.file}`, output);
        } catch (error) {
          output.complain(`${asked.file} cannot be read: ${error instanceof Error ? error.message : error}`);
          return 1;
        }
      }
      const read = parts.settings();
      if (!read.ok) {
        for (const problem of read.problems) output.complain(problem);
        return 1;
      }
      const log = await parts.open(read.settings);
      try {
        if (asked.verb === 'verify') return tell(await log.verify(asked.marks), 'the database', output);
        await exportAll(log, asked.since, output);
        return 0;
      } finally {
        await log.close();
      }
    },
  };
}

/** A part of the log is a good export as well: it proves what is in it, and says from where to where that is. */
async function verifyFile(file: string, marks: readonly Mark[]): Promise<Verification> {
  let so = beginVerification(marks, false);
  let line = 0;
  for await (const text of linesOf(file)) {
    line++;
    if (text === '') continue;
    const link = readExportLine(text);
    if (!link) {
      const says = `Line ${line} is no line of an export, or was reformatted: the entry after ${so.last?.number ?? 0} cannot be read.`;
      return { ...so, bad: { number: (so.last?.number ?? 0) + 1, what: 'unreadable', says } };
    }
    so = follow(so, link);
    if (so.bad) return so;
  }
  return endVerification(so);
}

async function exportAll(log: OpenAudit, since: number | null, output: Output): Promise<void> {
  let last = 0;
  let begun = since === null;
  for (;;) {
    const entries = await log.sealed(last, batch);
    const [first] = entries.slice(-1);
    if (!first) return;
    last = Number(first.number);
    for (const entry of entries) {
      // From the first entry on all are given, so that what is given is a chain.
      begun ||= since !== null && Number(entry.at) >= since;
      if (begun) output.out(exportLine(entry));
    }
    // A log of millions is read no faster than it is taken.
    if ((await output.taken?.()) === false) return;
  }
}

function tell({ bad, checked, first, last, fitted }: Verification, where: string, output: Output): number {
  if (bad) {
    output.complain(bad.says);
    output.complain(`The first bad entry of ${where} is ${bad.number}. ${checked} before it are good.`);
    return 1;
  }
  if (!last) {
    output.out(`There is no entry in ${where}.`);
    return 0;
  }
  output.out(
    `${checked} ${checked === 1 ? 'entry' : 'entries'} of ${where}, ${first} to ${last.number}: nobody has changed them.`,
  );
  for (const mark of fitted) output.out(`Entry ${mark.number} is as ${mark.from} says.`);
  output.out(`The last one is ${last.number}:${last.hash}`);
  return 0;
}
