/** A whole plain page. `body` is HTML; what it says of the world must be escaped. */
export function htmlPage(title: string, body: string): string {
  const style =
    'body{font:15px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}pre{background:#f6f8fa;padding:1rem;overflow:auto}' +
    'form{max-width:26rem;display:grid;gap:.75rem;padding:1.25rem;border:1px solid #d1d9e0;border-radius:8px}' +
    'label{display:grid;gap:.25rem;font-weight:600}input,select,button{font:inherit;padding:.4rem .6rem;border:1px solid #d1d9e0;border-radius:6px}label input,label select{font-weight:400}' +
    'button{background:#f6f8fa;cursor:pointer}button.yes{background:#1f883d;border-color:#1f883d;color:#fff}.row{display:flex;gap:.5rem}';
  return `<!doctype html><meta charset="utf-8"><title>${escapeHtml(title)}</title><style>${style}</style>${body}`;
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
