import type { Selector } from './shapes.ts';

/** A label selector as it stands in a query. `without`: a label that is left out, so that more is found. */
export function selectorText({ matchLabels = {}, matchExpressions = [] }: Selector, without?: string): string {
  const labels = Object.entries(matchLabels)
    .filter(([key]) => key !== without)
    .map(([key, value]) => `${key}=${value}`);
  const expressions = matchExpressions
    .filter(({ key }) => key !== without)
    .map(({ key, operator, values = [] }) => {
      if (operator === 'Exists') return key;
      if (operator === 'DoesNotExist') return `!${key}`;
      return `${key} ${operator === 'In' ? 'in' : 'notin'} (${values.join(',')})`;
    });
  return [...labels, ...expressions].sort().join(',');
}
