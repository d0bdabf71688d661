import type { PlanBlock, TaskCardBlock } from '@slack/types';
import { CheckIcon, CrossIcon } from '../shell/icons.tsx';
import { LibraryBlock } from './library.tsx';
import { Link, PlainText } from './mrkdwn.tsx';

/** The stages of a deployment: a title, and one row a stage. */
export function Plan({ block }: { block: PlanBlock }) {
  const tasks = (block.tasks ?? []) as TaskCardBlock[];
  return (
    <section className="plan" aria-label={block.title}>
      <header className="plan-title">
        <strong>
          <PlainText text={block.title} />
        </strong>
      </header>
      <ol className="plan-tasks">
        {tasks.map((task) => (
          <li key={task.task_id}>
            <TaskCard task={task} />
          </li>
        ))}
      </ol>
    </section>
  );
}

const spoken = { pending: 'pending', in_progress: 'in progress', complete: 'complete', error: 'failed' };

export function TaskCard({ task }: { task: TaskCardBlock }) {
  const status = task.status ?? 'pending';
  return (
    <div className={`task task-${status}`}>
      <span className="task-status" role="img" aria-label={spoken[status]}>
        {status === 'complete' && <CheckIcon />}
        {status === 'error' && <CrossIcon />}
      </span>
      <div className="task-body">
        <div className="task-title">
          <PlainText text={task.title} />
        </div>
        {task.details && <LibraryBlock block={task.details} />}
        {task.output && <LibraryBlock block={task.output} />}
        {task.sources && task.sources.length > 0 && (
          <div className="task-sources">
            {task.sources.map((source) => (
              <Link key={source.url} href={source.url}>
                {source.text}
              </Link>
            ))}
          </div>
        )}
      </div>
    </div>
  );
}
