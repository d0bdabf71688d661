import type { WorldPerson } from '../../contract.ts';
import { escapeHtml, htmlPage } from '../html.ts';

const title = 'Device activation';

/** Who one is, and the code that the device shows. In this world everybody is signed in. */
export function entryPage(people: WorldPerson[], userCode: string, mistake?: string): string {
  const options = people.map(
    ({ handle, name, githubLogin }) =>
      `<option value="${escapeHtml(handle)}">${escapeHtml(name)} (${escapeHtml(githubLogin)})</option>`,
  );
  return htmlPage(
    title,
    `<h1>${title}</h1>${mistake === undefined ? '' : `<p role="alert">${escapeHtml(mistake)}</p>`}
<form method="post" action="/login/device">
<label>You are <select name="handle">${options.join('')}</select></label>
<label>Code shown on your device <input name="user_code" value="${escapeHtml(userCode)}" placeholder="ABCD-EFGH" autocomplete="off" required></label>
<div class="row"><button class="yes" name="decision" value="look">Continue</button></div></form>`,
  );
}

export function confirmPage(person: WorldPerson, userCode: string): string {
  return htmlPage(
    title,
    `<h1>Authorize Quarterdeck</h1>
<form method="post" action="/login/device">
<p>Quarterdeck by acme would like to know who you are on GitHub and to act for you.
You are signed in as <strong>${escapeHtml(person.githubLogin)}</strong> (${escapeHtml(person.name)}).</p>
<p>Go on only if you started this yourself, and your device shows <code>${escapeHtml(userCode)}</code>.</p>
<input type="hidden" name="handle" value="${escapeHtml(person.handle)}">
<input type="hidden" name="user_code" value="${escapeHtml(userCode)}">
<div class="row"><button name="decision" value="deny">Cancel</button>
<button class="yes" name="decision" value="approve">Authorize Quarterdeck</button></div></form>`,
  );
}

export function donePage(words: string): string {
  return htmlPage(title, `<h1>${title}</h1><p>${escapeHtml(words)}</p>`);
}
