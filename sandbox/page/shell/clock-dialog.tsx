import { type FormEvent, useId, useState } from 'react';
import { Dialog } from '../dialogs/dialog.tsx';
import { FormButtons } from '../dialogs/form-buttons.tsx';
import { api } from '../world/api.ts';
import { fullMoment, localInput, worldNow } from '../world/clock.ts';

interface Props {
  onClose(): void;
  report(work: Promise<unknown>, done?: string): void;
}

/** Sets the world's clock to an instant, in this browser's time zone. */
export function ClockDialog({ onClose, report }: Props) {
  const [earliest] = useState(() => localInput(worldNow() + 60_000));
  const [chosen, setChosen] = useState(earliest);
  const id = useId();
  const instant = new Date(chosen).getTime();
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

  function submit(event: FormEvent) {
    event.preventDefault();
    report(api.moveClock({ to: new Date(instant).toISOString() }), `The clock is set to ${fullMoment(instant)}.`);
    onClose();
  }

  return (
    <Dialog
      title="Set the clock"
      size="narrow"
      onClose={onClose}
      footer={<FormButtons form={id} label="Set" disabled={Number.isNaN(instant)} onClose={onClose} />}
    >
      <form id={id} className="form" onSubmit={submit}>
        <p className="dialog-note">
          The clock only goes forward. What is due on the way happens on the way: jobs end, nightly workflows run, and
          the bot's clock follows.
        </p>
        <div className="form-input">
          <label className="form-label" htmlFor={`${id}-to`}>
            Date and time ({zone})
          </label>
          <input
            id={`${id}-to`}
            className="field-input"
            type="datetime-local"
            min={earliest}
            value={chosen}
            onChange={(event) => setChosen(event.target.value)}
          />
        </div>
      </form>
    </Dialog>
  );
}
