import { readCatalog } from '../config/catalog/load.ts';
import { sayProblem } from '../config/catalog/problem.ts';
import type { ReadSettings, Settings } from '../config/env.ts';
import type { Finding } from '../model/notice.ts';
import type { Verb } from './verb.ts';

/** `diagnose` looks at everything outside: tokens, scopes, channels, permissions, workflows. */
export function doctor(parts: {
  settings: () => ReadSettings;
  diagnose: (settings: Settings) => Promise<Finding[]>;
}): Verb {
  return {
    name: 'doctor',
    hint: '',
    summary: 'Look at every token, permission, channel and workflow, and say how to mend what is wrong',
    async run(words, output) {
      if (words.length > 0) {
        output.complain('doctor takes no arguments; it reads the same settings as npm start.');
        return 2;
      }
      const read = parts.settings();
      if (!read.ok) {
        for (const problem of read.problems) output.complain(problem);
        return 1;
      }
      const loaded = await readCatalog(read.settings.catalog);
      if (!loaded.ok) {
        for (const problem of loaded.problems) output.complain(sayProblem(problem));
        return 1;
      }
      const findings = await parts.diagnose(read.settings);
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
