import type { Call, LockChange, Refused, Reply } from '../src/command.ts';
import type { ButtonAction, ButtonKind } from '../src/model/button.ts';
import { refused, say } from './say.ts';

type Action<Kind extends ButtonKind> = ButtonAction & { kind: Kind };

/** A button that acts without a form. */
export function button<Kind extends ButtonKind>(
  kind: Kind,
  press: (call: Call, action: Action<Kind>) => Promise<Reply>,
) {
  const is = (action: ButtonAction): action is Action<Kind> => action.kind === kind;
  return {
    opensForm: false,
    press: (call: Call, action: ButtonAction): Promise<Reply> =>
      is(action) ? press(call, action) : Promise.resolve(say('warning', 'That button is over')),
  };
}

/** What a short write answered. */
export function answered(answer: Refused | (Pick<LockChange, 'notice'> & { kind: 'changed' | 'unlocked' })): Reply {
  return answer.kind === 'refused' ? refused(answer) : { kind: 'notice', notice: answer.notice };
}
