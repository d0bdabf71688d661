import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Fault } from '../../src/model/fault.ts';
import type { VerifiedEmails } from '../../src/ports/verified-emails.ts';

/** The organisation `acme`; of its members GitHub has verified `Dana@acme.example` for dana-dev, two for lena-lead, none for sam-sre. */
export type OpenVerifiedEmails = () => Promise<{ emails: VerifiedEmails; close(): Promise<void> }>;

/** The promises of `ports/verified-emails.ts`. */
export function verifiedEmailsContract(name: string, open: OpenVerifiedEmails): void {
  describe(`verified e-mail addresses: ${name}`, () => {
    let at: Awaited<ReturnType<OpenVerifiedEmails>>;
    beforeEach(async () => {
      at = await open();
    });
    afterEach(() => at.close());

    test('every member is there, with what GitHub has verified of them, in small letters', async () => {
      const members = await at.emails.of('acme');
      expect(members).toContainEqual({ login: 'dana-dev', emails: ['dana@acme.example'] });
      expect(members).toContainEqual({ login: 'lena-lead', emails: ['lena@acme.example', 'l.brandt@acme.example'] });
      expect(members).toContainEqual({ login: 'sam-sre', emails: [] });
    });

    test('who is no member is not there, whatever address they have', async () => {
      expect((await at.emails.of('acme')).map(({ login }) => login)).not.toContain('stella-globex');
    });

    test('an organisation that cannot be seen is a fault, not an empty one', async () => {
      await expect(at.emails.of('elsewhere')).rejects.toBeInstanceOf(Fault);
    });
  });
}
