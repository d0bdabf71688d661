import { logText } from './actions/log-text.ts';
import type { Job, Run } from './actions/run.ts';
import { compare } from './git/compare.ts';
import type { Commit } from './git/history.ts';
import { escapeHtml, htmlPage } from './html.ts';
import { iso } from './site.ts';
import type { GitHubWorld } from './world-of-github.ts';

const marks: Record<string, string> = {
  success: '✓',
  failure: '✗',
  cancelled: '⊘',
  skipped: '–',
  in_progress: '…',
  queued: '○',
  pending: '○',
  waiting: '○',
};

/** The plain web pages behind `html_url`: a run, the log of a job, a commit, a comparison. Undefined for other paths. */
export function createPages(world: GitHubWorld): (pathname: string) => string | undefined {
  const { site, engine, history } = world;
  const base = `/${site.fullName}`;
  return (pathname) => {
    if (!pathname.startsWith(`${base}/`)) return undefined;
    const rest = decodeURIComponent(pathname.slice(base.length));
    const job = /^\/actions\/runs\/\d+\/job\/(\d+)$/.exec(rest) ?? /^\/runs\/(\d+)$/.exec(rest);
    if (job !== null) return htmlPage(site.fullName, jobPage(base, engine.job(Number(job[1])), site.fullName));
    const run = /^\/actions\/runs\/(\d+)$/.exec(rest);
    if (run !== null) return htmlPage(site.fullName, runPage(base, engine.run(Number(run[1]))));
    const commit = /^\/commit\/(.+)$/.exec(rest);
    if (commit !== null)
      return htmlPage(site.fullName, commitPage(world, base, history.resolve(commit[1] ?? '')?.commit));
    const comparison = /^\/compare\/(.+?)\.\.\.(.+)$/.exec(rest);
    if (comparison !== null)
      return htmlPage(site.fullName, comparePage(world, base, comparison[1] ?? '', comparison[2] ?? ''));
    return htmlPage(site.fullName, `<h1>${escapeHtml(rest)}</h1><p>The simulated GitHub has no page here.</p>`);
  };
}

function runPage(base: string, run: Run | undefined): string {
  if (run === undefined) return '<h1>No such run</h1>';
  const jobs = run.jobs.map(
    (job) =>
      `<li>${mark(job)} <a href="${base}/actions/runs/${run.id}/job/${job.id}">${escapeHtml(job.name)}</a><ol>${job.steps
        .map((step) => `<li>${mark(step)} ${escapeHtml(step.name)}</li>`)
        .join('')}</ol></li>`,
  );
  const inputs = Object.entries(run.inputs).map(
    ([name, value]) => `<li>${escapeHtml(name)}: ${escapeHtml(String(value))}</li>`,
  );
  return `<h1>${mark(run)} ${escapeHtml(run.title)}</h1>
<p>${escapeHtml(run.workflow.name)} #${run.number}, attempt ${run.attempt}, ${escapeHtml(run.event)} by ${escapeHtml(run.actor)} on
<code>${escapeHtml(run.ref)}</code> at <a href="${base}/commit/${run.sha}"><code>${run.sha.slice(0, 7)}</code></a></p>
<ul>${inputs.join('')}</ul><ul>${jobs.join('')}</ul>`;
}

function jobPage(base: string, job: Job | undefined, repository: string): string {
  if (job === undefined) return '<h1>No such job</h1>';
  return `<h1>${mark(job)} ${escapeHtml(job.name)}</h1>
<p><a href="${base}/actions/runs/${job.run.id}">${escapeHtml(job.run.title)}</a></p>
<pre>${escapeHtml(logText(job, repository))}</pre>`;
}

function commitPage(world: GitHubWorld, base: string, commit: Commit | undefined): string {
  if (commit === undefined) return '<h1>No such commit</h1>';
  const files = commit.files.map(
    (file) => `<li>${escapeHtml(file.filename)} +${file.additions} −${file.deletions}</li>`,
  );
  const checks = world.checks
    .of(commit.sha, 'latest')
    .map((check) => `<li>${mark(check)} ${escapeHtml(check.name)}</li>`);
  return `${commitLine(base, commit)}<ul>${files.join('')}</ul><h2>Checks</h2><ul>${checks.join('')}</ul>`;
}

function comparePage(world: GitHubWorld, base: string, from: string, to: string): string {
  const left = world.history.resolve(from)?.commit;
  const right = world.history.resolve(to)?.commit;
  const result = left === undefined || right === undefined ? undefined : compare(world.history, left, right);
  if (result === undefined) return '<h1>There is nothing to compare</h1>';
  return `<h1>${escapeHtml(from)}...${escapeHtml(to)}</h1><p>${result.ahead.length} ahead, ${result.behind} behind</p>
${result.ahead.map((commit) => commitLine(base, commit)).join('')}`;
}

function commitLine(base: string, commit: Commit): string {
  const link = `<a href="${base}/commit/${commit.sha}"><code>${commit.sha.slice(0, 7)}</code></a>`;
  return `<p>${link} ${escapeHtml(commit.message)}<br><small>${escapeHtml(commit.author)}, ${iso(commit.date)}</small></p>`;
}

function mark(what: { status: string; conclusion: string | null }): string {
  const state = what.conclusion ?? what.status;
  return `<span title="${state}">${marks[state] ?? '?'}</span>`;
}
