import type { BackupRule } from '../../model/backup.ts';
import type { Facts } from '../../model/facts.ts';
import { sayInstant } from '../../model/instant-words.ts';
import { sayDuration } from '../../model/time.ts';
import type { Seen, Verdict } from '../../model/verdict.ts';
import { block, factsMissing, notConfigured, pass } from '../verdicts.ts';

/** The newest good backup began not longer ago than the rule says. A run of another branch, or one that failed, is none. */
export function backup(rule: BackupRule | null | undefined, facts: Pick<Facts, 'backups' | 'now'>): Verdict {
  if (!rule) return notConfigured('backup', 'No backup has to be at hand here.');
  const { backups, now } = facts;
  if (!backups) return factsMissing('backup', 'The backups', 'They were not asked about.');
  if (!backups.known) return factsMissing('backup', 'The backups', backups.why);
  const wanted = `of ${sayInstant(now - rule.maxAge, 'UTC', now)} or later`;
  const what = rule.job === undefined ? rule.workflow : `${rule.job} in ${rule.workflow}`;
  const unblock = `Run ${rule.workflow} on GitHub${rule.branch === undefined ? '' : ` on ${rule.branch}`} and let it succeed.`;
  const who = ['whoever may start workflows on GitHub'];
  const { good, newest, looked } = backups.value;
  const since: Seen[] =
    newest && newest.at !== good?.at
      ? [
          {
            what: 'Newest run',
            found: `${sayState(newest)}, of ${sayInstant(newest.at, 'UTC', now)}`,
            wanted: 'success',
          },
        ]
      : [];
  if (!good) {
    const says = looked === 0 ? `${what} has never run.` : `Of the last ${looked} runs of ${what} none succeeded.`;
    const saw = [{ what: 'Last good backup', found: 'none', wanted }, ...since];
    return block('backup', 'backup-missing', says, { saw, unblock, who });
  }
  const age = Math.max(0, now - good.at);
  const at = sayInstant(good.at, 'UTC', now);
  const saw = [{ what: 'Last good backup', found: `of ${at}`, wanted }, ...since];
  if (age <= rule.maxAge) return pass('backup', `The last good backup is ${sayDuration(age)} old.`, saw);
  const says = `The last good backup is of ${at}, and may be ${sayDuration(rule.maxAge)} old at most.`;
  return block('backup', 'backup-too-old', says, { saw, unblock, who });
}

function sayState({ status, conclusion }: { status: string; conclusion: string | null }): string {
  return status === 'completed' ? (conclusion ?? 'no conclusion') : status.replace('_', ' ');
}
