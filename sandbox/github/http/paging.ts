import { type Answer, ok } from './answer.ts';
import type { ApiRequest } from './route.ts';

/** One page of `items` (`per_page` ≤ 100, from `page` 1), with GitHub's Link header. */
export function paged<T>(request: ApiRequest, items: readonly T[], shape: (item: T) => unknown, key?: string): Answer {
  const size = bounded(request.query('per_page'), 30, 100);
  const page = bounded(request.query('page'), 1, Number.MAX_SAFE_INTEGER);
  const last = Math.max(1, Math.ceil(items.length / size));
  const shown = items.slice((page - 1) * size, page * size).map(shape);
  const link = (to: number, rel: string) => {
    const url = new URL(request.url);
    url.searchParams.set('page', String(to));
    return `<${url}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link(Math.min(page - 1, last), 'prev')] : []),
    ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
    ...(page > 1 ? [link(1, 'first')] : []),
  ];
  const body = key === undefined ? shown : { total_count: items.length, [key]: shown };
  return ok(body, links.length === 0 ? {} : { link: links.join(', ') });
}

function bounded(given: string | undefined, usual: number, most: number): number {
  const number = Number(given);
  return given === undefined || !Number.isInteger(number) || number < 1 ? usual : Math.min(number, most);
}
