import { useEffect, useState } from 'react';
import { Dialog } from '../dialogs/dialog.tsx';
import { api, type Run, type Workflow } from '../world/api.ts';
import { useSurroundings } from '../world/surroundings.ts';
import { CheckIcon, CrossIcon } from './icons.tsx';
import { Review } from './review.tsx';
import { RunWorkflow } from './run-workflow.tsx';

interface Props {
  /** Another value reads the runs again. */
  revision: number;
  handle: string;
  onClose(): void;
  report(work: Promise<unknown>, done?: string): void;
}

/** The runs of the simulated GitHub, with their jobs. */
export function RunsDialog({ revision, handle, onClose, report }: Props) {
  const { repository } = useSurroundings();
  const [runs, setRuns] = useState<Run[] | null>(null);
  const [byHand, setByHand] = useState<{ workflows: Workflow[]; refs: string[] }>({ workflows: [], refs: [] });
  useEffect(() => {
    void revision;
    let current = true;
    void api.world().then((world) => {
      if (!current) return;
      setRuns(newestFirst(world.runs));
      const { branches = {}, tags = {} } = world.repositories[repository] ?? {};
      setByHand({ workflows: world.workflows, refs: [...Object.keys(branches), ...Object.keys(tags)] });
    });
    return () => {
      current = false;
    };
  }, [revision, repository]);
  return (
    <Dialog title="Workflow runs on GitHub" size="wide" onClose={onClose}>
      <RunWorkflow handle={handle} {...byHand} report={report} />
      {runs?.length === 0 && <p className="dialog-note">No workflow has run yet.</p>}
      <ol className="runs">
        {runs?.map((run) => (
          <li key={run.id}>
            <details open={run === runs[0] || run.waiting.length > 0}>
              <summary>
                <State status={run.status} conclusion={run.conclusion} />
                <strong>{run.name}</strong>
                <small>
                  {run.workflow} · {run.event} · {run.ref} · <code>{run.sha.slice(0, 7)}</code>
                  {run.attempt > 1 && ` · attempt ${run.attempt}`} · #{run.id}
                </small>
              </summary>
              <ul>
                {run.jobs.map((job) => (
                  <li key={job.id}>
                    <State status={job.status} conclusion={job.conclusion} /> {job.name}
                    <small>{job.conclusion ?? job.status}</small>
                  </li>
                ))}
              </ul>
              {onePerEnvironment(run).map((waiting) => (
                <Review key={waiting.environment} run={run} waiting={waiting} handle={handle} report={report} />
              ))}
            </details>
          </li>
        ))}
      </ol>
    </Dialog>
  );
}

/** Jobs of one matrix wait together, and are decided about together. */
const onePerEnvironment = (run: Run) => [
  ...new Map(run.waiting.map((waiting) => [waiting.environment, waiting])).values(),
];

const newestFirst = (runs: Run[]) => runs.toSorted((a, b) => b.id - a.id);

function State({ status, conclusion }: { status: string; conclusion: string | null }) {
  const state =
    conclusion === 'success'
      ? 'complete'
      : conclusion === null
        ? status
        : conclusion === 'failure'
          ? 'error'
          : 'pending';
  return (
    <span
      className={`task-${state === 'complete' || state === 'error' || state === 'in_progress' ? state : 'pending'}`}
    >
      <span className="task-status" role="img" aria-label={conclusion ?? status}>
        {state === 'complete' && <CheckIcon />}
        {state === 'error' && <CrossIcon />}
      </span>
    </span>
  );
}
