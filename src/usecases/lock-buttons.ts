import type { Button, ButtonAction } from '../model/button.ts';
import type { Lock, LockWaiter } from '../model/lock.ts';
import { hour } from '../model/time.ts';
import type { LockPorts } from './lock-ports.ts';

type Ports = Pick<LockPorts, 'buttons'>;
type Face = Partial<Pick<Button, 'style' | 'confirm'>>;

async function button(ports: Ports, action: ButtonAction, label: string, face: Face = {}): Promise<Button> {
  return { id: await ports.buttons.offer(action), kind: action.kind, label, style: 'plain', confirm: null, ...face };
}

export function unlockButton(ports: Ports, lock: Lock): Promise<Button> {
  const confirm = { title: 'Release this lock?', text: 'Deploys are possible again at once.', yes: 'Unlock' };
  return button(ports, { kind: 'unlock', lockId: lock.id }, 'Unlock', { confirm });
}

export function extendButton(ports: Ports, lock: Lock): Promise<Button> {
  const label = lock.until === null ? 'End it in 2h' : 'Extend 2h';
  return button(ports, { kind: 'extend-lock', lockId: lock.id, length: 2 * hour }, label);
}

export function waitButton(
  ports: Ports,
  { environment, service, reason, length }: Pick<LockWaiter, 'environment' | 'service' | 'reason' | 'length'>,
): Promise<Button> {
  return button(ports, { kind: 'wait-for-lock', environment, service, reason, length }, 'Queue for the lock');
}

export function takeTurnButton(ports: Ports, waiter: LockWaiter, style: Button['style']): Promise<Button> {
  return button(ports, { kind: 'take-turn', waiterId: waiter.id }, 'Lock it now', { style });
}

/** Asks for the deploy for which they waited; null where they waited for the lock alone. */
export async function deployNowButton(ports: Ports, { id, deploy }: LockWaiter): Promise<Button | null> {
  if (!deploy) return null;
  const confirm = { title: 'Deploy it now?', text: 'Every gate is asked again.', yes: 'Deploy' };
  const action = { kind: 'schedule' as const, ...deploy, at: null, waiterId: id };
  return button(ports, action, 'Deploy it now', { style: 'primary', confirm });
}

export function leaveQueueButton(ports: Ports, waiter: LockWaiter): Promise<Button> {
  return button(ports, { kind: 'leave-queue', waiterId: waiter.id }, 'Leave the line');
}
