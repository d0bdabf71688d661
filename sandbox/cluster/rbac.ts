import { z } from 'zod';
import { clusterRoleBindings, clusterRoles, type Kind, roleBindings, roles } from './kinds.ts';
import { qualified, Refusal } from './refusal.ts';
import type { Store } from './store/store.ts';

/** Somebody whom the API server knows by a token. */
export type User =
  /** Whoever comes without a token, as kubectl does over plain HTTP: may do everything. */
  { name: 'kubernetes-admin'; groups: readonly string[] } | { name: string; groups: readonly string[] };

/** What somebody wants to do. */
export interface Attempt {
  verb: string;
  group: string;
  /** Plural. */
  resource: string;
  subresource?: string | undefined;
  /** '' for what is in none, and for all of them. */
  namespace: string;
  name?: string | undefined;
}

export const administrator: User = { name: 'kubernetes-admin', groups: ['system:masters', 'system:authenticated'] };

export function serviceAccount(namespace: string, name: string): User {
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'];
  return { name: `system:serviceaccount:${namespace}:${name}`, groups };
}

const words = z.array(z.string()).default([]);
const rule = z.looseObject({ apiGroups: words, resources: words, verbs: words, resourceNames: words });
const ruled = z.looseObject({
  rules: z
    .array(rule)
    .nullish()
    .transform((rules) => rules ?? []),
});
const bound = z.looseObject({
  roleRef: z.looseObject({ kind: z.string(), name: z.string() }),
  subjects: z
    .array(z.looseObject({ kind: z.string(), name: z.string(), namespace: z.string().default('') }))
    .nullish()
    .transform((subjects) => subjects ?? []),
});
type Rule = z.output<typeof rule>;

/** Whether roles and bindings that stand in the cluster let somebody do it. */
export function isAllowed(store: Store, user: User, attempt: Attempt): boolean {
  if (user.groups.includes('system:masters')) return true;
  const everywhere = bindingsOf(store, clusterRoleBindings, '', user).flatMap(({ name }) =>
    rulesOf(store, clusterRoles, '', name),
  );
  const here =
    attempt.namespace === ''
      ? []
      : bindingsOf(store, roleBindings, attempt.namespace, user).flatMap(({ kind, name }) =>
          kind === 'Role' ? rulesOf(store, roles, attempt.namespace, name) : rulesOf(store, clusterRoles, '', name),
        );
  return [...everywhere, ...here].some((each) => covers(each, attempt));
}

/** Refuses it in the API server's own words. */
export function demandAllowed(store: Store, user: User, kind: Kind, attempt: Attempt): void {
  if (isAllowed(store, user, attempt)) return;
  const { verb, group, resource, subresource, namespace, name } = attempt;
  const what = name === undefined ? qualified(kind) : `${qualified(kind)} "${name}"`;
  const whole = subresource === undefined ? resource : `${resource}/${subresource}`;
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  throw new Refusal(
    'Forbidden',
    `${what} is forbidden: User "${user.name}" cannot ${verb} resource "${whole}" in API group "${group}" ${where}`,
    { ...(name === undefined ? {} : { name }), ...(group === '' ? {} : { group }), kind: resource },
  );
}

function bindingsOf(store: Store, kind: Kind, namespace: string, user: User) {
  return store.list(kind, kind.namespaced ? namespace : undefined).flatMap((object) => {
    const { roleRef, subjects } = bound.parse(object);
    const isTheirs = subjects.some((subject) =>
      subject.kind === 'ServiceAccount'
        ? user.name === `system:serviceaccount:${subject.namespace || namespace}:${subject.name}`
        : subject.kind === 'Group'
          ? user.groups.includes(subject.name)
          : subject.name === user.name,
    );
    return isTheirs ? [roleRef] : [];
  });
}

function rulesOf(store: Store, kind: Kind, namespace: string, name: string): Rule[] {
  const role = store.get(kind, namespace, name);
  return role === undefined ? [] : ruled.parse(role).rules;
}

function covers({ apiGroups, resources, verbs, resourceNames }: Rule, attempt: Attempt): boolean {
  const { verb, group, resource, subresource, name } = attempt;
  const whole = subresource === undefined ? resource : `${resource}/${subresource}`;
  const has = (list: readonly string[], wanted: string) => list.includes('*') || list.includes(wanted);
  return (
    has(apiGroups, group) &&
    (has(resources, whole) || (subresource !== undefined && resources.includes(`*/${subresource}`))) &&
    has(verbs, verb) &&
    (resourceNames.length === 0 || (name !== undefined && resourceNames.includes(name)))
  );
}
