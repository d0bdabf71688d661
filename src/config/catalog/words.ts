import { z } from 'zod';

/** A text of a fixed form. `expected` completes the sentence "expected …" when it is not so. */
function text(pattern: RegExp, expected: string) {
  return z.string({ error: expected }).regex(pattern, { error: expected });
}

export const name = text(
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/,
  'a name of letters, digits, dots, hyphens and underscores that begins with a letter or digit (at most 60)',
);

export const channel = text(
  /^#?[\p{Ll}\p{Lo}\p{N}_-]{1,80}$|^[CG][A-Z0-9]{6,}$/u,
  'a channel name in lower case, with or without #, or a channel id',
);

export const repository = text(
  /^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[A-Za-z0-9._-]{1,100}$/,
  'a GitHub repository as owner/name',
);

export const workflowFile = text(
  /^[^/\\]{1,200}\.ya?ml$/,
  'the name of a file under .github/workflows, as in deploy.yml',
);

export const duration = text(/^(\d{1,6}[smhd])+$/, 'a length of time such as 45s, 90m, 2h, 1h30m or 3d');

export const refName = text(/^[^\s~^:?*[\\]{1,200}$/, 'the name of a branch');

export const refPattern = text(
  /^[^\s!~^:\\][^\s~^:\\]{0,199}$/,
  'a name or pattern such as main, feature/* or v*.*.* (no white space, and no ! in front)',
);

export const checkName = text(/^\S(.{0,198}\S)?$/, 'the name of a check; * stands for anything');

export const jobName = text(/^\S(.{0,198}\S)?$/, 'the name of a job; * stands for anything');

export const servicesShown = text(
  /^(?!.*\$\{services\}.*\$\{services\})(?=\S)(?=.*\$\{services\}).{10,200}(?<=\S)$/,
  `a title or a job name with \${services} in it once, as in Deploy \${services} to *`,
);

export const latency = text(/^\d{1,6}m?s$/, 'a time such as 300ms or 1s');

export const percentage = z
  .number({ error: 'a number of percent' })
  .min(0, { error: 'a number of percent, 0 to 100' })
  .max(100, { error: 'a number of percent, 0 to 100' });

export const share = text(/^\d{1,4}(\.\d{1,3})?%$/, 'a percentage such as 10%');

const limitForm = 'a limit with its unit, such as 5%, 500ms, 1s, 100/s, 0.5 cores, 512MiB or 3';
export const limit = z.union(
  [z.number(), text(/^\d{1,12}(\.\d{1,6})?( ?(%|ms|s|m|\/s|cores?|k?B|[KMGT]iB|[MGT]B))?$/, limitForm)],
  { error: limitForm },
);

export const ofBaseline = text(
  /^\d{1,4}(\.\d{1,3})?% (of|above|below) baseline$/,
  'how far it may be from before, such as 20% of baseline (either way), 20% above baseline or 20% below baseline',
);

export const growth = text(/^\d{1,4}(\.\d{1,3})?% an hour$/, 'a growth such as 10% an hour');

export const phase = text(
  /^\d{1,4}(\.\d{1,3})?%( for (\d{1,6}[smhd])+)?$/,
  'a share of the traffic and how long it is watched, such as 10% for 15m',
);

export const kubernetesName = text(
  /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/,
  'a name as Kubernetes has them: lower case letters, digits, hyphens and dots',
);

export const image = text(/^\S{1,400}$/, `an image such as ghcr.io/acme/api:\${sha}`);

export const query = text(/\S/, 'a query');

export const healthAddress = text(
  /^(https?:\/\/|\/)\S*$/,
  'an address that begins with https:// or http://, or with / for a path of url',
);

export const socketAddress = text(
  /^(wss?:\/\/|\/)\S*$/,
  'an address that begins with wss:// or ws://, or with / for a path of url',
);

export const labelName = text(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/, 'the name of a label: letters, digits and underscores');

export const labelValue = text(/^\S(.{0,198}\S)?$/, 'the value of a label');

export const tag = text(/^\S(.{0,98}\S)?$/, 'a tag on one line (at most 100 characters)');

export const globOfPath = text(
  /^[^\s!/][^\s]{0,199}$/,
  'a path or pattern of the repository, such as migrations/** (no white space, no / or ! in front)',
);

export const issuePrefix = text(/^[A-Za-z#!/_-]{1,20}$/, 'what stands before an issue number, such as # or TRADE-');

export const slackGroup = text(
  /^@?[\p{Ll}\p{Lo}\p{N}._-]{1,80}$|^S[A-Z0-9]{6,}$/u,
  'the handle of a Slack user group, with or without @, or its id',
);

export const slackUser = text(
  /^[UW][A-Z0-9]{6,}$/,
  "a Slack user id such as U01ABCDEF (in Slack: profile, ⋮, 'Copy member ID')",
);

export const email = text(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'an e-mail address');

export const githubTeam = text(
  /^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[A-Za-z0-9._-]{1,100}$/,
  'a GitHub team as organisation/team',
);

export const githubLogin = text(/^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/, 'a GitHub user name');

export const githubEnvironment = text(/^[^\s'"`,;\\](.{0,253}[^\s'"`,;\\])?$/, 'the name of an environment on GitHub');

export const inputName = text(/^[A-Za-z_][A-Za-z0-9_-]{0,99}$/, 'the name of a workflow input');

export const timezone = text(
  /^([A-Za-z][A-Za-z_+-]*(\/[A-Za-z0-9_+-]+)+|UTC)$/,
  'a time zone of the IANA database, as in America/New_York, or UTC (abbreviations such as EST do not know summer time)',
);

const dayName = '(mon|tue|wed|thu|fri|sat|sun)';
export const days = text(new RegExp(`^${dayName}(-${dayName})?$`), 'a day such as tue, or days such as mon-thu');

export const hours = text(
  /^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/,
  'hours such as 10:00-14:00 (24:00 is the end of the day)',
);

export const date = text(/^\d{4}-\d{2}-\d{2}$/, 'a date such as 2026-12-18');

export const moment = text(
  /^\d{4}-\d{2}-\d{2}([ T]([01]\d|2[0-3]):[0-5]\d)?$/,
  'a date such as 2026-12-18, or a date and a time such as "2026-12-18 17:00"',
);

export const title = text(/^\S(.{0,118}\S)?$/, 'a text on one line (at most 120 characters)');

export const checklistItem = text(/^\S(.{0,73}\S)?$/, 'a text on one line (at most 75 characters)');

export const filePath = text(
  /^[^\s/\\](?:.{0,198}\S)?$/,
  'the path of a file in the artifact, as in coverage-summary.json',
);

export const webAddress = text(/^https?:\/\/[^\s]+$/, 'an address that begins with https:// or http://');
