import { type FormEvent, useEffect, useId, useState } from 'react';
import { Dialog } from '../dialogs/dialog.tsx';
import { api } from '../world/api.ts';
import { useSurroundings } from '../world/surroundings.ts';

interface Props {
  handle: string;
  onClose(): void;
  report(work: Promise<unknown>, done?: string): void;
}

/** A push to the repository: a commit on a branch, or a new tag. */
export function PushDialog({ handle, onClose, report }: Props) {
  const { repository } = useSurroundings();
  const [kind, setKind] = useState<'branch' | 'tag'>('branch');
  const [branches, setBranches] = useState<string[]>([]);
  const [branch, setBranch] = useState('');
  const [tag, setTag] = useState('');
  const [message, setMessage] = useState('Handle an empty order book');
  const id = useId();

  useEffect(() => {
    void api.world().then(({ repositories }) => {
      const known = Object.keys(repositories[repository]?.branches ?? {});
      setBranches(known);
      setBranch((chosen) => chosen || (known.includes('develop') ? 'develop' : (known[0] ?? '')));
    });
  }, [repository]);

  function submit(event: FormEvent) {
    event.preventDefault();
    const where = kind === 'branch' ? { branch } : { tag };
    report(
      api.push(handle, { ...where, message }),
      kind === 'branch' ? `Pushed to ${branch}.` : `Pushed the tag ${tag}.`,
    );
    onClose();
  }

  return (
    <Dialog
      title="Push a commit"
      size="narrow"
      onClose={onClose}
      footer={
        <>
          <button type="button" className="kit-button large" onClick={onClose}>
            Cancel
          </button>
          <button
            type="submit"
            form={id}
            className="kit-button large primary"
            disabled={(kind === 'tag' ? tag : branch) === ''}
          >
            Push
          </button>
        </>
      }
    >
      <form id={id} className="form" onSubmit={submit}>
        <p className="dialog-note">
          To <code>{repository}</code>, as yourself. A push starts the workflows that listen for it.
        </p>
        <fieldset className="choices inline" aria-label="What to push">
          {(['branch', 'tag'] as const).map((option) => (
            <label className="choice" key={option}>
              <input type="radio" name={`${id}-kind`} checked={kind === option} onChange={() => setKind(option)} />
              <span>{option === 'branch' ? 'A commit on a branch' : 'A new tag on the default branch'}</span>
            </label>
          ))}
        </fieldset>
        {kind === 'branch' ? (
          <div className="form-input">
            <label className="form-label" htmlFor={`${id}-branch`}>
              Branch
            </label>
            <select
              id={`${id}-branch`}
              className="field-input"
              value={branch}
              onChange={(event) => setBranch(event.target.value)}
            >
              {branches.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </div>
        ) : (
          <div className="form-input">
            <label className="form-label" htmlFor={`${id}-tag`}>
              Tag
            </label>
            <input
              id={`${id}-tag`}
              className="field-input"
              placeholder="v1.5.0"
              value={tag}
              onChange={(event) => setTag(event.target.value)}
            />
          </div>
        )}
        <div className="form-input">
          <label className="form-label" htmlFor={`${id}-message`}>
            Message
          </label>
          <input
            id={`${id}-message`}
            className="field-input"
            value={message}
            onChange={(event) => setMessage(event.target.value)}
          />
        </div>
      </form>
    </Dialog>
  );
}
