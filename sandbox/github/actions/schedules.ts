import { nextRing } from './cron.ts';
import type { Timeline } from './timeline.ts';
import type { Workflow } from './workflow-file.ts';

/** Starts the workflows that ask for it at their times, from now on. */
export function keepSchedules(
  timeline: Timeline,
  workflows: Workflow[],
  start: (workflow: Workflow, cron: string) => void,
): void {
  for (const workflow of workflows)
    for (const { cron } of workflow.definition.on.schedule ?? []) {
      const planNext = () => {
        const wait = nextRing(cron, timeline.now()) - timeline.now();
        timeline.after(wait, () => {
          start(workflow, cron);
          planNext();
        });
      };
      planNext();
    }
}
