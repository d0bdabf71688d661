import type { Finding } from '../model/notice.ts';
import type { Verb } from './verb.ts';

/** `diagnose` looks at everything outside: tokens, scopes, channels, permissions, workflows. */
export function doctor(diagnose: () => Promise<Finding[]>): Verb {
  return {
    name: 'doctor',
    hint: '',
    summary: 'Look at every token, permission, channel and workflow, and say how to mend what is wrong',
    async run(words, output) {
      if (words.length > 0) {
        output.complain('doctor takes no arguments; it reads the same settings as npm start.');
        return 2;
      }
      const findings = await diagnose();
      for (const { ok, what, found, mend } of findings) {
        output.out(`${ok ? 'ok   ' : 'WRONG'} ${what}: ${found}`);
        if (!ok && mend !== null) output.out(`      ${mend}`);
      }
      const wrong = findings.filter(({ ok }) => !ok).length;
      output.out(
        wrong === 0 ? `All ${findings.length} findings are well.` : `${wrong} of ${findings.length} are wrong.`,
      );
      return wrong === 0 ? 0 : 1;
    },
  };
}
