import { Fault } from '../../src/model/fault.ts';
import type { FlaggerGate, Move, Place, Standing, StandingVersion } from '../../src/ports/cluster.ts';

/** What becomes of pods of an image: `ready`, or why they never are. */
export type ImageFate = 'ready' | { trouble: string; restarts: number };

/** A Deployment in memory. While `from` is set it rolls from that to `image`. */
interface Workers {
  name: string;
  image: string;
  revision: number;
  wanted: number;
  ready: number;
  restarts: number;
  trouble: string[];
  from: { image: string; revision: number; ready: number } | null;
  stalled: boolean;
}

export interface Turn {
  wrote: boolean;
  more: boolean;
}

export interface FakePlace {
  standing(): Standing;
  /** Throws `rejected` where the move makes no sense. Changes nothing when it would only look (`dry`). */
  turn(move: Move, dry?: boolean): Turn;
  /** Pods become what their images make of them. */
  settle(fateOf: (image: string) => ImageFate): void;
  /** What is not ready now has been so for too long. */
  expire(): void;
  byHand(image: string, manager: string): void;
  passes(gate: FlaggerGate): boolean;
}

/** One place in memory, as the adapter keeps it in Deployments, a route and a Service. */
export function createFakePlace(place: Place, begins: { image: string; replicas: number }): FakePlace {
  const { strategy, workload } = place;
  const engine = strategy.kind === 'canary' ? strategy.engine : 'quarterdeck';
  const byReplicas = strategy.kind === 'canary' && strategy.traffic.by === 'replicas';
  const workers = (name: string, image: string, replicas: number): Workers => ({
    name,
    image,
    revision: 1,
    wanted: replicas,
    ready: replicas,
    restarts: 0,
    trouble: [],
    from: null,
    stalled: false,
  });
  const colours = strategy.kind === 'blue-green';
  const bySelector = colours && strategy.traffic.by === 'replicas';
  let main = workers(colours ? `${workload.name}-blue` : workload.name, begins.image, begins.replicas);
  let other = workers(colours ? `${workload.name}-green` : `${workload.name}-canary`, begins.image, 0);
  let weight = 0;
  let tried = false;
  let paused = false;
  let changedBy: string | null = null;
  let told: Move | null = null;

  const isReady = (each: Workers) => each.ready >= each.wanted && each.from === null;
  const version = (each: Workers): StandingVersion => ({
    name: each.name,
    image: each.image,
    revision: each.revision,
    pods: { wanted: each.wanted, ready: each.ready, restarts: each.restarts, trouble: [...each.trouble] },
  });
  const share = () =>
    byReplicas && tried ? Math.round((100 * other.ready) / Math.max(1, other.ready + stableReady())) : weight;
  const stableReady = () => main.ready + (main.from?.ready ?? 0);

  function standing(): Standing {
    const { from } = main;
    const rolls = strategy.kind === 'rolling' && from !== null;
    const stable: StandingVersion =
      from === null
        ? version(main)
        : { ...version(main), image: from.image, revision: from.revision, pods: healthy(from.ready) };
    const fresh = rolls ? version(main) : tried ? version(other) : null;
    const moving = [main, ...(tried ? [other] : [])].filter((each) => !isReady(each));
    const stalled = moving.find((each) => each.stalled);
    const marked = [main.image, main.from?.image ?? null, other.image, tried, paused];
    return {
      engine,
      stable,
      fresh,
      weight: rolls ? Math.round((100 * main.ready) / Math.max(1, stableReady())) : tried ? share() : 0,
      state: stalled ? 'stalled' : paused ? 'paused' : moving.length > 0 ? 'moving' : 'steady',
      why: stalled ? `ProgressDeadlineExceeded: ${stalled.trouble[0] ?? `${stalled.name} does not progress`}` : null,
      mark: JSON.stringify(byReplicas ? [...marked, main.wanted, other.wanted] : [...marked, weight]),
      changedBy,
    };
  }

  function roll(each: Workers, image: string): void {
    const from = each.from ?? { image: each.image, revision: each.revision, ready: each.ready };
    if (image === from.image) Object.assign(each, { ...from, from: null, revision: each.revision + 1 });
    else Object.assign(each, { image, from, ready: 0, revision: each.revision + 1 });
    Object.assign(each, { restarts: 0, trouble: [], stalled: false });
  }

  function scale(each: Workers, wanted: number): boolean {
    if (each.wanted === wanted) return false;
    each.wanted = wanted;
    each.ready = Math.min(each.ready, wanted);
    if (wanted === 0) Object.assign(each, { restarts: 0, trouble: [], stalled: false, from: null });
    return true;
  }

  /** The second one anew with an image: it does not roll, as it has no traffic. */
  function bringUp(image: string, replicas: number): boolean {
    if (other.image === image && other.wanted >= replicas) return false;
    if (other.image !== image) {
      const { name, revision } = other;
      other = { ...workers(name, image, replicas), ready: 0, revision: revision + 1 };
    } else scale(other, replicas);
    return true;
  }

  function wants(percent: number): number {
    if (colours) return strategy.replicas ?? main.wanted;
    if (strategy.kind !== 'canary') return 0;
    if (byReplicas) return Math.max(1, Math.round((percent * main.wanted) / (100 - Math.min(percent, 99))));
    return strategy.replicas ?? Math.max(1, Math.ceil((percent * main.wanted) / 100));
  }

  function weigh(percent: number): boolean {
    if (weight === percent || byReplicas) return false;
    weight = percent;
    return true;
  }

  function swap(): void {
    [main, other] = [other, main];
    weight = 0;
    tried = false;
  }

  function reject(why: string): never {
    throw new Fault('rejected', why);
  }

  function must(image: string): void {
    if (!tried || other.image !== image) reject(`${image} was not brought up beside ${main.name}: nothing was moved.`);
  }

  function rolling(move: Move): Turn {
    switch (move.kind) {
      case 'weigh':
      case 'promote':
      case 'bring-up':
      case 'return-to': {
        const wrote = main.image !== move.image;
        if (wrote) roll(main, move.image);
        return { wrote, more: !isReady(main) };
      }
      case 'take-back': {
        const { from } = main;
        if (from !== null) roll(main, from.image);
        return { wrote: from !== null, more: !isReady(main) };
      }
      default:
        return { wrote: false, more: false };
    }
  }

  function beside(move: Move): Turn {
    const serves = 'image' in move && move.kind !== 'return-to' && !tried && main.image === move.image;
    if (serves) return { wrote: false, more: !isReady(main) };
    switch (move.kind) {
      case 'bring-up': {
        const first = strategy.kind === 'canary' ? (strategy.phases[0]?.weight ?? 0) : 100;
        const wrote = bringUp(move.image, wants(first)) || !tried;
        tried = true;
        return { wrote, more: !isReady(other) };
      }
      case 'weigh': {
        must(move.image);
        if (byReplicas && move.percent >= 100) reject('By replicas the stable version always has a share.');
        if (bySelector && move.percent % 100 !== 0) reject('A selector gives all of the traffic or none.');
        const scaled = wants(move.percent) > other.wanted && scale(other, wants(move.percent));
        if (!isReady(other) && move.percent > weight) return { wrote: scaled, more: true };
        return { wrote: weigh(move.percent) || scaled, more: false };
      }
      case 'promote': {
        must(move.image);
        if (colours) {
          if (!isReady(other) && weight < 100) return { wrote: false, more: true };
          swap();
          return { wrote: true, more: false };
        }
        const wrote = main.image !== move.image;
        if (wrote) roll(main, move.image);
        if (!isReady(main)) return { wrote, more: true };
        weight = 0;
        tried = false;
        scale(other, 0);
        return { wrote: true, more: false };
      }
      case 'retire':
        if (!colours) return { wrote: false, more: false };
        if (tried && weight < 100) reject(`${other.name} has ${weight} % of the traffic and is still being tried.`);
        if (tried) swap();
        return { wrote: scale(other, move.replicas), more: false };
      case 'take-back': {
        if (!tried) return { wrote: false, more: false };
        if (main.from !== null && main.image === other.image) roll(main, main.from.image);
        weight = 0;
        tried = false;
        scale(other, 0);
        return { wrote: true, more: !isReady(main) };
      }
      case 'return-to': {
        const stood = main.image === move.image && !tried;
        if (stood) return { wrote: false, more: !isReady(main) };
        if (!colours) {
          weight = 0;
          tried = false;
          scale(other, 0);
          if (main.image !== move.image) roll(main, move.image);
          return { wrote: true, more: !isReady(main) };
        }
        if (main.image === move.image) return beside({ kind: 'take-back' });
        const wrote = bringUp(move.image, main.wanted);
        if (other.ready === 0 || other.ready < main.ready) {
          const fresh = !tried;
          tried = true;
          return { wrote: wrote || fresh, more: true };
        }
        swap();
        return { wrote: true, more: !isReady(main) };
      }
      default:
        return { wrote: false, more: false };
    }
  }

  function turn(move: Move): Turn {
    if (move.kind === 'pause' || move.kind === 'resume') {
      const next = move.kind === 'pause';
      const wrote = paused !== next;
      paused = next;
      return { wrote, more: false };
    }
    if (move.kind === 'retry') {
      if (engine === 'quarterdeck') reject('Only Argo Rollouts and Flagger try again by themselves.');
      return { wrote: false, more: false };
    }
    const done = strategy.kind === 'rolling' ? rolling(move) : beside(move);
    if (done.wrote) changedBy = null;
    return done;
  }

  return {
    standing,
    passes(gate) {
      if (gate === 'rollback') return told?.kind === 'take-back';
      if (gate === 'confirm-promotion') return told?.kind === 'promote';
      if (gate === 'confirm-rollout') return told !== null && told.kind !== 'take-back';
      return told?.kind === 'promote' || (told?.kind === 'weigh' && told.percent > weight);
    },
    turn(move, dry = false) {
      if (!dry) {
        told = move;
        return turn(move);
      }
      const kept = structuredClone({ main, other, weight, tried, paused, changedBy });
      try {
        return turn(move);
      } finally {
        ({ main, other, weight, tried, paused, changedBy } = kept);
      }
    },
    settle(fateOf) {
      if (paused) return;
      for (const each of [main, other].filter((one) => !isReady(one))) {
        const fate = fateOf(each.image);
        if (fate === 'ready') Object.assign(each, { ready: each.wanted, from: null, trouble: [], stalled: false });
        else Object.assign(each, { trouble: [fate.trouble], restarts: fate.restarts });
      }
    },
    expire() {
      for (const each of [main, other]) each.stalled = !isReady(each);
    },
    byHand(image, manager) {
      roll(main, image);
      changedBy = manager;
    },
  };
}

function healthy(ready: number): StandingVersion['pods'] {
  return { wanted: ready, ready, restarts: 0, trouble: [] };
}
