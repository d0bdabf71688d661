import type { Notice } from '../model/notice.ts';
import { auditCheckpointView } from './audit-checkpoint.ts';
import { auditEntryView } from './audit-entry.ts';
import { auditPageView } from './audit-page.ts';
import type { Message, ViewContext } from './blocks.ts';
import { boardView } from './board.ts';
import { catalogRejectedView } from './catalog-rejected.ts';
import { changeListView } from './change-list.ts';
import { changeRequestView } from './change-request.ts';
import { changeRequestsView } from './change-requests.ts';
import { changeValidationView } from './change-validation.ts';
import { delegationsView } from './delegations.ts';
import { deploymentView } from './deployment.ts';
import { doctorView } from './doctor.ts';
import { dryRunView } from './dry-run.ts';
import { endedView } from './ended.ts';
import { failureView } from './failure.ts';
import { withinLimits } from './fit.ts';
import { glassReviewView } from './glass.ts';
import { helpView } from './help.ts';
import { linkCodeView } from './link-code.ts';
import { lockView } from './lock.ts';
import { nudgeView } from './nudge.ts';
import { podsSaidView } from './pods-said.ts';
import { queuedView } from './queued.ts';
import { refusalView } from './refusal.ts';
import { rollbackStoryView } from './rollback-story.ts';
import { rolloutPictureView } from './rollout-picture.ts';
import { rolloutQuestionView } from './rollout-question.ts';
import { rolloutsView } from './rollouts.ts';
import { skippedRulesView } from './skipped-rules.ts';
import { startedView } from './started.ts';
import { textView } from './text-notice.ts';
import { watchEndedView, watchQuestionView } from './watch.ts';
import { whoamiView } from './whoami.ts';
import { whyView } from './why.ts';

/** Any notice as a message that Slack takes: at most 50 blocks and 12,000 characters, with a text for notifications. */
export function renderNotice(notice: Notice, context: ViewContext): Message {
  return withinLimits(view(notice, context));
}

function view(notice: Notice, context: ViewContext): Message {
  switch (notice.kind) {
    case 'deployment':
      return deploymentView(notice, context);
    case 'change-list':
      return changeListView(notice);
    case 'failure':
      return failureView(notice);
    case 'pods-said':
      return podsSaidView(notice);
    case 'nudge':
      return nudgeView(notice);
    case 'watch-question':
      return watchQuestionView(notice);
    case 'watch-ended':
      return watchEndedView(notice);
    case 'rollout-question':
      return rolloutQuestionView(notice);
    case 'rollout-picture':
      return rolloutPictureView(notice, context);
    case 'rollouts':
      return rolloutsView(notice, context);
    case 'ended':
      return endedView(notice);
    case 'rollback-story':
      return rollbackStoryView(notice);
    case 'refusal':
      return refusalView(notice);
    case 'why':
      return whyView(notice);
    case 'dry-run':
      return dryRunView(notice);
    case 'started':
      return startedView(notice, context);
    case 'queued':
      return queuedView(notice);
    case 'text':
      return textView(notice);
    case 'board':
      return boardView(notice);
    case 'lock':
      return lockView(notice);
    case 'delegations':
      return delegationsView(notice);
    case 'link-code':
      return linkCodeView(notice);
    case 'audit-page':
      return auditPageView(notice);
    case 'audit-checkpoint':
      return auditCheckpointView(notice);
    case 'audit-entry':
      return auditEntryView(notice);
    case 'glass-review':
      return glassReviewView(notice);
    case 'skipped-rules':
      return skippedRulesView(notice);
    case 'change-validation':
      return changeValidationView(notice);
    case 'change-request':
      return changeRequestView(notice);
    case 'change-requests':
      return changeRequestsView(notice);
    case 'help':
      return helpView(notice);
    case 'whoami':
      return whoamiView(notice);
    case 'doctor':
      return doctorView(notice);
    case 'catalog-rejected':
      return catalogRejectedView(notice);
  }
}
