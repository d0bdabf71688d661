import type { Dispatcher } from 'undici';

/** Asks another place instead of where an address leads, with the name that it leads to as Host: what stands before services does the same. */
export function detour(to: string): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) => {
    const { host } = new URL(options.origin ?? to);
    const headers = { ...Object.fromEntries(entriesOf(options.headers)), host };
    return dispatch({ ...options, origin: to, headers }, handler);
  };
}

/** Headers come as names and values in turn, in pairs, or by name. */
function entriesOf(headers: Dispatcher.DispatchOptions['headers']): [string, string | string[]][] {
  if (headers === null || headers === undefined) return [];
  if (Array.isArray(headers))
    return headers.flatMap((name, at) =>
      at % 2 === 0 ? [[String(name), String(headers[at + 1])] as [string, string]] : [],
    );
  const pairs = Symbol.iterator in headers ? [...headers] : Object.entries(headers);
  return pairs.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as [string, string | string[]]]));
}
