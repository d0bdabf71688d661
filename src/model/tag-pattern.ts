/** A whole number as SemVer writes it: no leading zero. */
const number = '@(0|[1-9]*([0-9]))';

/**
 * The glob (for picomatch) that a tag pattern of the catalog stands for. In a tag pattern `*.*.*` means the three numbers of
 * a version: `v*.*.*` is met by v1.2.3, and not by v1.2, 1.2.3, v1.2.3.4 or v1.2.3-rc.1. Pre-releases are asked for by name, as
 * in `v*.*.*-rc.*`. Everything else is an ordinary glob, where `*` does not cross a slash and `**` does.
 */
export function tagGlob(pattern: string): string {
  return pattern.replace('*.*.*', `${number}.${number}.${number}`);
}
