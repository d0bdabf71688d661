import { Text, type TextObject } from '../blocks/mrkdwn.tsx';
import { Dialog } from './dialog.tsx';

/** Block Kit's confirmation dialog. */
export interface ConfirmObject {
  title?: TextObject;
  text: TextObject;
  confirm?: TextObject;
  deny?: TextObject;
  style?: 'primary' | 'danger';
}

export function Confirm({ of, onYes, onNo }: { of: ConfirmObject; onYes(): void; onNo(): void }) {
  return (
    <Dialog
      title={of.title?.text ?? 'Are you sure?'}
      size="narrow"
      onClose={onNo}
      footer={
        <>
          <button type="button" className="kit-button large" onClick={onNo}>
            {of.deny?.text ?? 'Cancel'}
          </button>
          <button type="button" className={`kit-button large ${of.style ?? 'primary'}`} onClick={onYes}>
            {of.confirm?.text ?? 'Yes'}
          </button>
        </>
      }
    >
      <div className="text">
        <Text of={of.text} />
      </div>
    </Dialog>
  );
}
