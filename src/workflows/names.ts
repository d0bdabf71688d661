import { changeValidationId } from './change-validation.ts';
import { deployWorkflow, deployWorkflowId, rerunWorkflow, rerunWorkflowId } from './deploy-message.ts';
import { glassReviewId } from './glass-review.ts';
import { rerunChecksId, rerunChecksWorkflow } from './rerun-checks.ts';
import { restoreDatabaseId, restoreDatabaseWorkflow } from './restore-database.ts';
import { rollbackIdOf, rollbackWorkflow } from './rollback-message.ts';
import { runBackupId, runBackupWorkflow } from './run-backup.ts';
import { watchIdOf } from './watch-message.ts';

/** What people start and send to, by its durable names. */
export const workflowNames = {
  deploy: { workflow: deployWorkflow, id: deployWorkflowId },
  rerun: { workflow: rerunWorkflow, id: rerunWorkflowId },
  checks: { workflow: rerunChecksWorkflow, id: rerunChecksId },
  rollback: { workflow: rollbackWorkflow, id: rollbackIdOf },
  restore: { workflow: restoreDatabaseWorkflow, id: restoreDatabaseId },
  backup: { workflow: runBackupWorkflow, id: runBackupId },
  glassReview: { id: glassReviewId },
  changeValidation: { id: changeValidationId },
  watch: { idOf: watchIdOf },
};
