import { type ImageBehaviour, type Images, usualLastWords } from './images.ts';
import { timestamp } from './object.ts';
import { Refusal } from './refusal.ts';
import type { ContainerStatus, Pod } from './workloads.ts';

export interface LogAsked {
  /** The first one, where there is one alone. */
  container: string | undefined;
  previous: boolean;
  /** From the end; all of them without. */
  tailLines: number | undefined;
  timestamps: boolean;
}

/** A container that cannot get ready says so this often, ms; no more than so many lines of it are kept. */
const complaintEvery = 10_000;
const mostComplaints = 50;

interface Line {
  at: number;
  says: string;
}

/** What the program in a container has written. @throws Refusal as the API server has it, for a container that has written nothing. */
export function logOf(pod: Pod, images: Images, asked: LogAsked, now: number): string {
  const { name, namespace = 'default' } = pod.metadata;
  const names = pod.spec.containers.map((each) => each.name);
  if (asked.container === undefined && names.length > 1)
    throw new Refusal(
      'BadRequest',
      `a container name must be specified for pod ${name}, choose one of: [${names.join(' ')}]`,
    );
  const wanted = asked.container ?? names[0] ?? '';
  const spec = pod.spec.containers.find((each) => each.name === wanted);
  if (spec === undefined) throw new Refusal('BadRequest', `container ${wanted} is not valid for pod ${name}`);
  const status = pod.status.containerStatuses?.find((each) => each.name === wanted);
  const life = asked.previous ? previousOf(pod, wanted, status) : presentOf(pod, wanted, status);
  const lines = linesOf(spec.image, images.of(spec.image, namespace), life, status?.ready ?? false, now);
  const kept = asked.tailLines === undefined ? lines : lines.slice(Math.max(0, lines.length - asked.tailLines));
  return kept.map(({ at, says }) => `${asked.timestamps ? `${timestamp(at)} ` : ''}${says}\n`).join('');
}

interface Life {
  startedAt: number;
  /** Null while it runs. */
  endedAt: number | null;
}

function presentOf(pod: Pod, name: string, status: ContainerStatus | undefined): Life {
  const { running, waiting } = status?.state ?? {};
  const ended = status?.state.terminated ?? status?.lastState.terminated;
  if (running !== undefined) return { startedAt: Date.parse(running.startedAt), endedAt: null };
  if (ended !== undefined) return { startedAt: Date.parse(ended.startedAt), endedAt: Date.parse(ended.finishedAt) };
  const why = waiting?.reason?.includes('Pull')
    ? 'trying and failing to pull image'
    : (waiting?.reason ?? 'PodInitializing');
  throw new Refusal('BadRequest', `container "${name}" in pod "${pod.metadata.name}" is waiting to start: ${why}`);
}

function previousOf(pod: Pod, name: string, status: ContainerStatus | undefined): Life {
  const ended = status?.lastState.terminated;
  if (ended !== undefined) return { startedAt: Date.parse(ended.startedAt), endedAt: Date.parse(ended.finishedAt) };
  throw new Refusal('BadRequest', `previous terminated container "${name}" in pod "${pod.metadata.name}" not found`);
}

function linesOf(image: string, behaviour: ImageBehaviour, life: Life, ready: boolean, now: number): Line[] {
  const { startedAt, endedAt } = life;
  const until = endedAt ?? now;
  const begun: Line[] = [
    { at: startedAt, says: `level=info msg="starting" image=${image}` },
    { at: startedAt + 1_000, says: 'level=info msg="listening" addr=:8080' },
  ];
  if (endedAt !== null) {
    const says = behaviour.kind === 'crashes' ? (behaviour.says ?? usualLastWords) : 'level=error msg="ended"';
    return [...begun.filter(({ at }) => at < endedAt), { at: endedAt, says }, { at: endedAt, says: 'exit status 1' }];
  }
  if (behaviour.kind === 'never-ready') {
    const count = Math.min(mostComplaints, Math.floor((until - startedAt) / complaintEvery));
    const complaints = Array.from({ length: count }, (_, at) => ({
      at: startedAt + (at + 1) * complaintEvery,
      says: 'level=warn msg="not ready" reason="no connection to the database"',
    }));
    return [...begun, ...complaints];
  }
  const isReady: Line[] = ready ? [{ at: startedAt + 5_000, says: 'level=info msg="ready"' }] : [];
  return [...begun, ...isReady].filter(({ at }) => at <= until);
}
