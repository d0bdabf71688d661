import { type ReactNode, useEffect, useId, useRef } from 'react';
import { CrossIcon } from '../shell/icons.tsx';

interface Props {
  title: ReactNode;
  /** Narrow for questions, wide for tables. */
  size?: 'narrow' | 'wide';
  children: ReactNode;
  footer?: ReactNode;
  icon?: ReactNode;
  onClose(): void;
}

const worthFocus = `${['input', 'textarea', 'select'].map((tag) => `.dialog-body ${tag}`).join()}, .dialog-foot .kit-button:last-child`;

/** A modal dialog: the browser keeps the focus inside, and Escape closes it. */
export function Dialog({ title, size, children, footer, icon, onClose }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (dialog !== null && !dialog.open) {
      dialog.showModal();
      // The browser would take the first button, which closes; one comes here to type or to confirm.
      dialog.querySelector<HTMLElement>(worthFocus)?.focus();
    }
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={ref}
      className={`dialog ${size ?? ''}`}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header className="dialog-head">
        {icon}
        <h2 id={heading}>{title}</h2>
        <button type="button" className="icon-button" aria-label="Close" onClick={onClose}>
          <CrossIcon />
        </button>
      </header>
      <div className="dialog-body">{children}</div>
      {footer && <footer className="dialog-foot">{footer}</footer>}
    </dialog>
  );
}
