/** Which part of a list is asked for. The cursors are places in the list. */
export interface Asked {
  first?: number;
  last?: number;
  after?: string | null;
  before?: string | null;
}

/** A page of `items`, as GraphQL shows lists. */
export function connection<T>(items: readonly T[], asked: Asked, node: (item: T) => object): object {
  const start = asked.after ? Number(asked.after) : 0;
  const end = asked.before ? Number(asked.before) - 1 : items.length;
  const from = asked.first === undefined ? Math.max(start, end - (asked.last ?? 0)) : start;
  const to = asked.first === undefined ? end : Math.min(end, start + asked.first);
  return {
    nodes: items.slice(from, to).map(node),
    pageInfo: { hasNextPage: to < items.length, endCursor: to > from ? String(to) : null },
  };
}
