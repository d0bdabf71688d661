import { useRef, useState } from 'react';
import { useInteraction } from '../blocks/interaction.ts';
import { PlainText } from '../blocks/mrkdwn.tsx';
import { Confirm, type ConfirmObject } from '../dialogs/confirm.tsx';
import { MoreIcon } from '../shell/icons.tsx';
import { openLink } from '../shell/open-link.ts';
import { useDismiss } from '../shell/use-dismiss.ts';

interface Option {
  text: { text: string };
  url?: string;
}
export interface OverflowElement {
  type: 'overflow';
  action_id?: string;
  options: Option[];
  confirm?: ConfirmObject;
}

/** The menu behind three dots. */
export function Overflow({ element, blockId, label }: { element: OverflowElement; blockId: string; label: string }) {
  const { press, busy } = useInteraction();
  const [open, setOpen] = useState(false);
  const [asking, setAsking] = useState<Option | null>(null);
  const ref = useRef<HTMLDivElement>(null);
  useDismiss(ref, open, () => setOpen(false));
  // Near the page's foot the menu opens upwards.
  const up = open && (ref.current?.getBoundingClientRect().bottom ?? 0) > window.innerHeight - 220;

  function go(option: Option) {
    setAsking(null);
    if (option.url) openLink(option.url);
    void press({ control: label, value: option.text.text, block: blockId, action: element.action_id ?? '' });
  }

  return (
    <div className="overflow" ref={ref}>
      <button
        type="button"
        className="kit-button overflow-button"
        aria-label="More actions"
        aria-haspopup="menu"
        aria-expanded={open}
        disabled={busy}
        onClick={() => setOpen(!open)}
      >
        <MoreIcon />
      </button>
      {open && (
        <div className={`menu ${up ? 'up' : ''}`} role="menu">
          {element.options.map((option) => (
            <button
              type="button"
              role="menuitem"
              key={option.text.text}
              onClick={() => {
                setOpen(false);
                if (element.confirm) setAsking(option);
                else go(option);
              }}
            >
              <PlainText text={option.text.text} />
            </button>
          ))}
        </div>
      )}
      {asking && element.confirm && (
        <Confirm of={element.confirm} onYes={() => go(asking)} onNo={() => setAsking(null)} />
      )}
    </div>
  );
}
