/** A query that cannot be read: `bad_data`. The message is Prometheus' own, with the place. */
export class Unreadable extends Error {}

/** A query that can be read but not worked out: `execution`. */
export class Unworkable extends Error {}

/** What Prometheus would do, and this one does not. */
export function notSimulated(what: string): Unworkable {
  return new Unworkable(`${what} is not simulated: the sandbox's Prometheus does not work it out`);
}
