/** Whether git takes this as the name of a branch or a tag; the rules are those of `git check-ref-format`. */
export function isRefName(name: string): boolean {
  if (name === '' || name === '@' || name.startsWith('-')) return false;
  if (/[\p{Cc} ~^:?*[\\]|\.\.|@\{|\.$/u.test(name)) return false;
  return name.split('/').every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'));
}
