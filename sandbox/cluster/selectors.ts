import type { Kind } from './kinds.ts';
import type { KubeObject } from './object.ts';
import { Refusal } from './refusal.ts';
import type { LabelSelector } from './workloads.ts';

export type Matches = (object: KubeObject) => boolean;

const setBased = /^([\w./-]+)\s+(in|notin)\s+\(([^)]*)\)$/;
const equality = /^([\w./-]+)\s*(==|=|!=)\s*([\w.-]*)$/;
const presence = /^(!?)\s*([\w./-]+)$/;

/** A labelSelector as in a query: `app=api,tier!=cache,track in (canary, stable),!legacy`. */
export function labelSelector(text: string): Matches {
  const parts = text
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(requirement);
  return (object) => parts.every((holds) => holds(object.metadata.labels ?? {}));
}

function requirement(part: string): (labels: Record<string, string>) => boolean {
  const set = setBased.exec(part);
  if (set) {
    const [, key = '', operator, list = ''] = set;
    const values = list.split(',').map((value) => value.trim());
    return (labels) => values.includes(labels[key] ?? '\0') === (operator === 'in');
  }
  const equal = equality.exec(part);
  if (equal) {
    const [, key = '', operator, value] = equal;
    return (labels) => (labels[key] === value) === (operator !== '!=');
  }
  const present = presence.exec(part);
  if (present) {
    const [, not, key = ''] = present;
    return (labels) => key in labels === (not === '');
  }
  throw new Refusal('BadRequest', `unable to parse requirement: ${part}`);
}

/** A fieldSelector as in a query: only the fields that Kubernetes has made selectable for the kind. */
export function fieldSelector(kind: Kind, text: string): Matches {
  const parts = text
    .split(',')
    .filter((part) => part.trim() !== '')
    .map((part) => {
      const match = /^\s*([\w.]+)\s*(==|=|!=)(.*)$/.exec(part);
      if (!match) throw new Refusal('BadRequest', `invalid selector: '${text}'; can't understand '${part}'`);
      const [, field = '', operator, value = ''] = match;
      const known = ['metadata.name', 'metadata.namespace', ...kind.fields];
      if (!known.includes(field)) throw new Refusal('BadRequest', `field label not supported: ${field}`);
      return (object: KubeObject) => (at(object, field) === value.trim()) === (operator !== '!=');
    });
  return (object) => parts.every((holds) => holds(object));
}

function at(object: unknown, field: string): string {
  let value = object;
  for (const key of field.split('.')) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  }
  return value === undefined || value === null ? '' : String(value);
}

type Expression = NonNullable<LabelSelector['matchExpressions']>[number];

function holds({ key, operator, values }: Expression, labels: Record<string, string>): boolean {
  switch (operator) {
    case 'In':
      return values.includes(labels[key] ?? '\0');
    case 'NotIn':
      return !values.includes(labels[key] ?? '\0');
    case 'Exists':
      return key in labels;
    case 'DoesNotExist':
      return !(key in labels);
  }
}

/** Whether labels fit a selector as it stands in a Deployment. */
export function selects(
  { matchLabels, matchExpressions = [] }: LabelSelector,
  labels: Record<string, string>,
): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every((expression) => holds(expression, labels))
  );
}

/** The same selector as it stands in a query. */
export function inQuery({ matchLabels, matchExpressions = [] }: LabelSelector): string {
  const equal = Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`);
  const others = matchExpressions.map(({ key, operator, values }) => {
    if (operator === 'Exists') return key;
    if (operator === 'DoesNotExist') return `!${key}`;
    return `${key} ${operator === 'In' ? 'in' : 'notin'} (${values.join(',')})`;
  });
  return [...equal, ...others].join(',');
}
