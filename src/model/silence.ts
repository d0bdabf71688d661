import { Fault } from './fault.ts';
import type { Mark } from './mark.ts';
import { type Instant, type Millis, minute } from './time.ts';

/** Labels that an alert must carry, all of them and with exactly these values. */
export type AlertScope = Readonly<Record<string, string>>;

export interface SilenceWish {
  mark: Mark;
  scope: AlertScope;
  /** It ends by itself then, unless it is held again before. */
  until: Instant;
  /** What people read about it in Alertmanager, such as `Deployment of api v1.4.0 to production, asked for by Dana`. */
  why: string;
}

/** A silence as it stands. */
export interface HeldSilence {
  /** Alertmanager's. */
  id: string;
  scope: AlertScope;
  until: Instant;
}

/** How far ahead a silence ends: so long a bot that died keeps alerts quiet, at most. */
export const silenceLease: Millis = 10 * minute;

/** When a silence is held that is held, or held again, at `now`. */
export function silenceUntil(now: Instant): Instant {
  return now + silenceLease;
}

/** When it is time to hold it again: with half the lease left, so that Alertmanager may be away for minutes. */
export function renewSilenceAt(until: Instant): Instant {
  return until - silenceLease / 2;
}

/**
 * @throws Fault `invalid` for a scope without labels, or with an empty value: Alertmanager takes `service=""` for every alert
 * that has no such label at all.
 */
export function checkScope(scope: AlertScope): AlertScope {
  const labels = Object.entries(scope);
  if (labels.length === 0) throw new Fault('invalid', 'A silence without labels would silence every alert.');
  for (const [name, value] of labels) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
      throw new Fault('invalid', `"${name}" is no name of an alert's label: letters, digits and "_" only.`);
    if (value.trim() === '')
      throw new Fault('invalid', `The label ${name} is empty: the silence would meet alerts that do not have it.`);
  }
  return scope;
}

export function sameScope(a: AlertScope, b: AlertScope): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
