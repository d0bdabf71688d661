import { apiVersionOf, type Kind, kinds } from '../kinds.ts';

const root = '/openapi/v3';

/**
 * As much OpenAPI as kubectl reads before it creates or applies: which kinds there are, and that the server checks their
 * fields itself. undefined for other paths.
 */
export function openApi(pathname: string): unknown {
  const groups = [...new Set(kinds.map(groupPath))];
  if (pathname === root)
    return { paths: Object.fromEntries(groups.map((path) => [path, { serverRelativeURL: `${root}/${path}` }])) };
  const asked = groups.find((path) => pathname === `${root}/${path}`);
  if (asked === undefined) return undefined;
  const members = kinds.filter((kind) => groupPath(kind) === asked);
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'v1.32.0+sandbox' },
    paths: Object.fromEntries(members.map((kind) => [`/${pathOf(kind)}`, operations(kind)])),
    components: {
      schemas: Object.fromEntries(
        members.map((kind) => [kind.kind, { type: 'object', 'x-kubernetes-group-version-kind': [gvk(kind)] }]),
      ),
    },
  };
}

function groupPath(kind: Kind): string {
  return kind.group === '' ? 'api/v1' : `apis/${apiVersionOf(kind)}`;
}

function pathOf(kind: Kind): string {
  return `${groupPath(kind)}/${kind.namespaced ? 'namespaces/{namespace}/' : ''}${kind.plural}/{name}`;
}

function gvk({ group, version, kind }: Kind) {
  return { group, version, kind };
}

function operations(kind: Kind) {
  const parameters = ['dryRun', 'fieldManager', 'fieldValidation'].map((name) => ({
    name,
    in: 'query',
    schema: { type: 'string' },
  }));
  const responses = { 200: { description: 'OK' } };
  return { patch: { parameters, responses, 'x-kubernetes-group-version-kind': gvk(kind) } };
}
