import type { Deployment, DeploymentState } from '../model/deployment.ts';

/** How a state is shown: a sign and, for everybody who cannot see it, the words. */
export const stateWords: Record<DeploymentState, { sign: string; words: string }> = {
  requested: { sign: ':hourglass_flowing_sand:', words: 'Being checked' },
  refused: { sign: ':no_entry:', words: 'Refused' },
  'awaiting-approval': { sign: ':raised_hand:', words: 'Waiting for approval' },
  scheduled: { sign: ':calendar:', words: 'Scheduled' },
  queued: { sign: ':hourglass_flowing_sand:', words: 'Waiting for the lane' },
  dispatching: { sign: ':arrow_forward:', words: 'Starting the run' },
  uncertain: { sign: ':warning:', words: 'Uncertain: GitHub gave no answer, and a person must decide' },
  running: { sign: ':arrow_forward:', words: 'Running' },
  cancelling: { sign: ':no_entry_sign:', words: 'Being cancelled' },
  'rolling-out': { sign: ':arrow_forward:', words: 'Being rolled out' },
  succeeded: { sign: ':white_check_mark:', words: 'Succeeded' },
  failed: { sign: ':x:', words: 'Failed' },
  'rolled-back': { sign: ':leftwards_arrow_with_hook:', words: 'Rolled back' },
  cancelled: { sign: ':no_entry_sign:', words: 'Cancelled' },
  rejected: { sign: ':no_entry:', words: 'Rejected' },
  expired: { sign: ':hourglass:', words: 'Approval expired' },
};

/** `trading-engine/default`, or one name when both are the same. */
export function subject(deployment: Pick<Deployment, 'pipeline' | 'target'>): string {
  return deployment.pipeline === deployment.target ? deployment.target : `${deployment.pipeline}/${deployment.target}`;
}
