import { sayFault } from '../../model/fault.ts';
import type { Finding } from '../../model/notice.ts';
import type { GitHub } from './client.ts';
import { readMembers } from './verified-emails.ts';

/** Whether GitHub shows the addresses by which `link_by_email` would know people. */
export async function examineVerifiedEmails(github: GitHub, organization: string): Promise<Finding> {
  const what = `verified e-mail addresses of ${organization} (for link_by_email)`;
  try {
    const members = await readMembers(github, organization);
    const shown = members.filter(({ emails }) => emails.length > 0).length;
    const found = `GitHub shows those of ${shown} of ${members.length} members`;
    const mend =
      'Verify the domain of the addresses in the settings of the organization, and grant "Members: read"; or take link_by_email away.';
    return { ok: shown > 0, what, found, mend: shown > 0 ? null : mend };
  } catch (error) {
    const mend = 'Correct the organization in quarterdeck.yml, or grant the organization permission "Members: read".';
    return { ok: false, what, found: sayFault(error), mend };
  }
}
