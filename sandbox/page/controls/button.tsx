import { useState } from 'react';
import { useInteraction } from '../blocks/interaction.ts';
import { PlainText } from '../blocks/mrkdwn.tsx';
import { Confirm, type ConfirmObject } from '../dialogs/confirm.tsx';
import { openLink } from '../shell/open-link.ts';

export interface ButtonElement {
  action_id?: string;
  text: { text: string };
  style?: 'primary' | 'danger';
  url?: string;
  value?: string;
  accessibility_label?: string;
  confirm?: ConfirmObject;
}

export function Button({ element, blockId }: { element: ButtonElement; blockId: string }) {
  const { press, busy } = useInteraction();
  const [asking, setAsking] = useState(false);
  const [waiting, setWaiting] = useState(false);

  async function go() {
    setAsking(false);
    if (element.url) openLink(element.url);
    setWaiting(true);
    await press({ button: element.text.text, block: blockId, action: element.action_id ?? '' });
    setWaiting(false);
  }

  return (
    <>
      <button
        type="button"
        className={`kit-button ${element.style ?? ''} ${waiting ? 'waiting' : ''}`}
        data-action={element.action_id}
        aria-label={element.accessibility_label}
        aria-busy={waiting}
        disabled={busy || waiting}
        onClick={() => (element.confirm ? setAsking(true) : void go())}
      >
        <PlainText text={element.text.text} />
      </button>
      {asking && element.confirm && (
        <Confirm of={element.confirm} onYes={() => void go()} onNo={() => setAsking(false)} />
      )}
    </>
  );
}
