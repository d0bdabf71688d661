import { useEffect, useState } from 'react';
import { Dialog } from '../dialogs/dialog.tsx';
import { api, type Run } from '../world/api.ts';
import { CheckIcon, CrossIcon } from './icons.tsx';

interface Props {
  /** Another value reads the runs again. */
  revision: number;
  onClose(): void;
}

/** The runs of the simulated GitHub, with their jobs. */
export function RunsDialog({ revision, onClose }: Props) {
  const [runs, setRuns] = useState<Run[] | null>(null);
  useEffect(() => {
    void revision;
    let current = true;
    void api.world().then((world) => current && setRuns(newestFirst(world.runs)));
    return () => {
      current = false;
    };
  }, [revision]);
  return (
    <Dialog title="Workflow runs on GitHub" size="wide" onClose={onClose}>
      {runs?.length === 0 && <p className="dialog-note">No workflow has run yet.</p>}
      <ol className="runs">
        {runs?.map((run) => (
          <li key={run.id}>
            <details open={run === runs[0]}>
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
                  <li key={job.name}>
                    <State status={job.status} conclusion={job.conclusion} /> {job.name}
                    <small>{job.conclusion ?? job.status}</small>
                  </li>
                ))}
              </ul>
            </details>
          </li>
        ))}
      </ol>
    </Dialog>
  );
}

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
