import { type Kind, kinds } from '../kinds.ts';

/** What a path of the API stands for. */
export interface ResourcePath {
  kind: Kind;
  /** undefined: all namespaces; '' for what has none. */
  namespace: string | undefined;
  name: string | undefined;
  subresource: string | undefined;
}

/** `/api/v1/namespaces/prod/pods/api-1/log`, `/apis/apps/v1/deployments` …; undefined for what is not here. */
export function resourcePath(pathname: string): ResourcePath | undefined {
  const parts = pathname
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent);
  const core = parts[0] === 'api';
  const [group = '', version, ...rest] = core ? ['', ...parts.slice(1)] : parts.slice(1);
  if (!core && parts[0] !== 'apis') return undefined;
  const inNamespace = rest[0] === 'namespaces' && rest.length > 2 && rest[2] !== 'status';
  const [plural, name, subresource, ...more] = inNamespace ? rest.slice(2) : rest;
  const kind = kinds.find((each) => each.group === group && each.version === version && each.plural === plural);
  if (kind === undefined || more.length > 0 || (inNamespace && !kind.namespaced)) return undefined;
  if (subresource !== undefined && !kind.subresources.some((each) => each === subresource)) return undefined;
  const namespace = kind.namespaced ? (inNamespace ? rest[1] : undefined) : '';
  return { kind, namespace, name, subresource };
}
