import { describe, expect, test } from 'vitest';
import type { Buttons } from '../../src/ports/buttons.ts';

/** The promises of `ports/buttons.ts`. */
export function buttonsContract(name: string, open: () => Promise<Buttons>): void {
  describe(`buttons: ${name}`, () => {
    test('the same action has the same id, another action another', async () => {
      const buttons = await open();
      const first = await buttons.offer({ kind: 'approve', deploymentId: 'd-1', round: 1 });
      expect(await buttons.offer({ round: 1, deploymentId: 'd-1', kind: 'approve' })).toBe(first);
      const others = [
        await buttons.offer({ kind: 'approve', deploymentId: 'd-1', round: 2 }),
        await buttons.offer({ kind: 'reject', deploymentId: 'd-1', round: 1 }),
        await buttons.offer({ kind: 'cancel', deploymentId: 'd-1' }),
      ];
      expect(new Set([first, ...others]).size).toBe(4);
    });

    test('finds the action behind an id, and nothing behind a forged one', async () => {
      const buttons = await open();
      const id = await buttons.offer({ kind: 'unlock', lockId: 'l-1' });
      expect(await buttons.find(id)).toEqual({ kind: 'unlock', lockId: 'l-1' });
      expect(id).not.toContain('l-1');
      for (const forged of ['', 'unlock', `${id}x`, "' or 1=1", '\0']) expect(await buttons.find(forged)).toBeNull();
    });
  });
}
