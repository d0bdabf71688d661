import { type ReactNode, useId, useRef, useState } from 'react';
import { useDismiss } from './use-dismiss.ts';

interface Props {
  label: string;
  /** What the closed menu's button shows. */
  face: ReactNode;
  className?: string;
  /** Draws the open menu; `close` ends it. */
  children(close: () => void): ReactNode;
}

/** A button with a pop-up menu. */
export function Menu({ label, face, className, children }: Props) {
  const [open, setOpen] = useState(false);
  const ref = useRef<HTMLDivElement>(null);
  const id = useId();
  useDismiss(ref, open, () => setOpen(false));
  return (
    <div className={`menu-holder ${className ?? ''}`} ref={ref}>
      <button
        type="button"
        className="bar-button"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        {face}
      </button>
      {open && (
        <div className="menu" role="menu" id={id} aria-label={label}>
          {children(() => setOpen(false))}
        </div>
      )}
    </div>
  );
}
