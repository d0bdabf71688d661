import type { ChangeRequest, ChangeState } from '../model/change-request.ts';

/** How a state is shown: a sign and, for everybody who cannot see it, the words. */
export const changeStateWords: Record<ChangeState, { sign: string; words: string }> = {
  requested: { sign: ':hourglass_flowing_sand:', words: 'Being checked' },
  'awaiting-approval': { sign: ':raised_hand:', words: 'Waiting for approval' },
  scheduled: { sign: ':calendar:', words: 'Scheduled' },
  implementing: { sign: ':arrow_forward:', words: 'Being carried out' },
  validating: { sign: ':mag:', words: 'To be validated' },
  validated: { sign: ':white_check_mark:', words: 'Validated' },
  failed: { sign: ':x:', words: 'Failed' },
  cancelled: { sign: ':no_entry_sign:', words: 'Cancelled' },
  rejected: { sign: ':no_entry:', words: 'Rejected' },
  expired: { sign: ':hourglass:', words: 'Expired: not approved before its time' },
  refused: { sign: ':no_entry:', words: 'Refused at its time' },
};

/** `medium impact, low risk`. */
export function assessmentWords({ plan: { impact, risk } }: Pick<ChangeRequest, 'plan'>): string {
  return `${impact === 'none' ? 'no' : impact} impact, ${risk} risk`;
}
