import { type Kind, kinds } from '../kinds.ts';

/** What `kubectl get all` means. */
const inAll = ['Pod', 'Service', 'Deployment', 'ReplicaSet'];
const verbs = ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'];

/** What a client learns before it asks for anything; undefined for other paths. */
export function discovery(pathname: string, address: string): unknown {
  const path = pathname.replace(/\/$/, '');
  if (path === '/version')
    return {
      major: '1',
      minor: '32',
      gitVersion: 'v1.32.0+sandbox',
      gitCommit: 'sandbox',
      gitTreeState: 'clean',
      buildDate: '2024-12-11T00:00:00Z',
      goVersion: 'none',
      compiler: 'none',
      platform: 'linux/amd64',
    };
  if (path === '/api')
    return {
      kind: 'APIVersions',
      versions: ['v1'],
      serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: address }],
    };
  if (path === '/apis') return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups().map(groupOf) };
  if (path === '/api/v1') return resourcesOf('', 'v1');
  for (const group of groups()) {
    const found = groupOf(group);
    if (path === `/apis/${group}`) return { kind: 'APIGroup', apiVersion: 'v1', ...found };
    for (const { version } of found.versions)
      if (path === `/apis/${group}/${version}`) return resourcesOf(group, version);
  }
  return undefined;
}

function groups(): string[] {
  return [...new Set(kinds.map(({ group }) => group))].filter((group) => group !== '');
}

function groupOf(group: string) {
  const members = kinds.filter((kind) => kind.group === group);
  const versions = [...new Set(members.map(({ version }) => version))].map((version) => ({
    groupVersion: `${group}/${version}`,
    version,
  }));
  return { name: group, versions, preferredVersion: versions[0] };
}

function resourcesOf(group: string, version: string) {
  const members = kinds.filter((kind) => kind.group === group && kind.version === version);
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: group === '' ? version : `${group}/${version}`,
    resources: members.flatMap((kind) => [resource(kind), ...kind.subresources.map((each) => subresource(kind, each))]),
  };
}

function resource({ plural, singular, namespaced, kind, shortNames }: Kind) {
  const categories = inAll.includes(kind) ? { categories: ['all'] } : {};
  return { name: plural, singularName: singular, namespaced, kind, verbs, shortNames, ...categories };
}

function subresource({ plural, namespaced, kind }: Kind, name: 'status' | 'scale' | 'log') {
  const base = { name: `${plural}/${name}`, singularName: '', namespaced };
  if (name === 'log') return { ...base, kind, verbs: ['get'] };
  if (name === 'status') return { ...base, kind, verbs: ['get', 'patch', 'update'] };
  return { ...base, group: 'autoscaling', version: 'v1', kind: 'Scale', verbs: ['get', 'patch', 'update'] };
}
