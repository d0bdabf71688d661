import { z } from 'zod';
import { Fault } from '../../model/fault.ts';
import type { Instant } from '../../model/time.ts';
import type { Kind } from './kinds.ts';

/** What was asked for, as a rule of RBAC has it. */
export interface Asked {
  cluster: string;
  verb: 'get' | 'list' | 'watch' | 'create' | 'patch';
  kind: Kind;
  namespace: string;
  name?: string;
  subresource?: string;
}

/** Somebody wrote in between, or made it first: read again, decide again. */
export class Conflict extends Fault {
  constructor(message: string, cause: unknown) {
    super('unavailable', message, { cause });
  }
}

const status = z.looseObject({ message: z.string().optional(), reason: z.string().optional() });
const longest = 400;

/** The rule that lets it through, in the form in which it stands in a Role. */
export function ruleFor({ kind, verb, subresource }: Pick<Asked, 'kind' | 'verb' | 'subresource'>): string {
  const resource = subresource === undefined ? kind.plural : `${kind.plural}/${subresource}`;
  return `apiGroups: [${kind.group === '' ? '""' : kind.group}], resources: [${resource}], verbs: [${verb}]`;
}

/** An answer of 4xx or 5xx as what a person can do about it. */
export function faultOf(asked: Asked, code: number, text: string, retryAt: Instant | null): Fault {
  const { cluster, kind, namespace, name } = asked;
  const read = status.safeParse(asJson(text));
  const words = shorten((read.success ? read.data.message : undefined) ?? text);
  const reason = read.success ? (read.data.reason ?? '') : '';
  const cause = new Error(`${code} ${reason}: ${words}`);
  const where = `in namespace ${namespace} of cluster ${cluster}`;
  const what = name === undefined ? kind.plural : `${kind.name} ${name}`;
  switch (code) {
    case 401:
      return new Fault(
        'denied',
        `Cluster ${cluster} does not accept the credentials of its context. Renew them in the kubeconfig.`,
        { cause },
      );
    case 403:
      return new Fault(
        'denied',
        `Quarterdeck may not ${asked.verb} ${what} ${where}. Whoever administers the cluster can add this rule to its Role there: ${ruleFor(asked)}.`,
        { cause },
      );
    case 404:
      return name === undefined || reason !== 'NotFound' || words.startsWith('the server could not find')
        ? new Fault('not-found', `Cluster ${cluster} has no ${kind.plural} of ${groupOf(kind)} ${where}.`, { cause })
        : new Fault('not-found', `${what} is not there ${where}.`, { cause });
    case 409:
      return new Conflict(`${what} ${where} is being changed by somebody else.`, cause);
    default:
      break;
  }
  if (code === 408 || code === 410 || code === 429 || code >= 500)
    return new Fault('unavailable', `Cluster ${cluster} answered ${code}; it can be tried again later.`, {
      cause,
      ...(retryAt === null ? {} : { retryAt }),
    });
  return new Fault('rejected', `Cluster ${cluster} refused to ${asked.verb} ${what} ${where}: ${words}`, { cause });
}

/** No answer at all. */
export function faultOfSilence(cluster: string, cause: unknown): Fault {
  const late = cause instanceof Error && cause.name === 'TimeoutError';
  const what = late ? 'took too long to answer' : 'cannot be reached';
  return new Fault('unavailable', `Cluster ${cluster} ${what}; it can be tried again later.`, { cause });
}

/** An answer that is not in the shape that Kubernetes promises. */
export function faultOfShape(asked: Asked, cause: unknown): Fault {
  const what = `${asked.kind.name} ${asked.name ?? ''}`.trim();
  return new Fault('invalid', `What cluster ${asked.cluster} says of ${what} cannot be understood.`, { cause });
}

function groupOf({ group, version }: Kind): string {
  return group === '' ? version : `${group}/${version}`;
}

function shorten(words: string): string {
  const line = words.replace(/\s+/g, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line || 'it did not say why';
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
