import { type FormEvent, useEffect, useId, useState } from 'react';
import { Dialog } from '../dialogs/dialog.tsx';
import { FormButtons } from '../dialogs/form-buttons.tsx';
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
  const [pushedBranch, setPushedBranch] = useState('');
  const [taggedBranch, setTaggedBranch] = useState('');
  const [tag, setTag] = useState('');
  const [commitMessage, setCommitMessage] = useState('Handle an empty order book');
  const [tagMessage, setTagMessage] = useState('');
  const id = useId();
  const [branch, setBranch] = kind === 'branch' ? [pushedBranch, setPushedBranch] : [taggedBranch, setTaggedBranch];
  const [message, setMessage] = kind === 'branch' ? [commitMessage, setCommitMessage] : [tagMessage, setTagMessage];

  useEffect(() => {
    void api.world().then(({ repositories }) => {
      const { branches: tips = {}, default_branch = '' } = repositories[repository] ?? {};
      setBranches(Object.keys(tips));
      setPushedBranch((chosen) => chosen || ('develop' in tips ? 'develop' : default_branch));
      setTaggedBranch((chosen) => chosen || default_branch);
    });
  }, [repository]);

  function submit(event: FormEvent) {
    event.preventDefault();
    const asked = kind === 'branch' ? { branch, message } : { tag, branch, message };
    const words = kind === 'branch' ? `Pushed to ${branch}.` : `Pushed the tag ${tag}.`;
    report(api.push(handle, asked), words);
    onClose();
  }

  return (
    <Dialog
      title="Push a commit"
      size="narrow"
      onClose={onClose}
      footer={
        <FormButtons
          form={id}
          label="Push"
          disabled={branch === '' || (kind === 'tag' ? tag : message) === ''}
          onClose={onClose}
        />
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
              <span>{option === 'branch' ? 'A commit on a branch' : 'A new tag'}</span>
            </label>
          ))}
        </fieldset>
        {kind === 'tag' && (
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
          <label className="form-label" htmlFor={`${id}-branch`}>
            {kind === 'tag' ? 'At the tip of' : 'Branch'}
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
        <div className="form-input">
          <label className="form-label" htmlFor={`${id}-message`}>
            {kind === 'tag' ? (
              <>
                Message of the tag <span className="form-optional">(optional)</span>
              </>
            ) : (
              'Message'
            )}
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
