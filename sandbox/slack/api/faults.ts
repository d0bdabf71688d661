import type { SlackSimulation } from '../../contract.ts';

export type Fault = Parameters<SlackSimulation['fault']>[0];

/** Faults that wait for their calls, in the order in which they were queued. */
export class Faults {
  #queue: Fault[] = [];

  add(fault: Fault): void {
    this.#queue.push({ ...fault });
  }

  clear(): void {
    this.#queue = [];
  }

  /** The fault for this call, if any; uses one of its times up. */
  take(method: string): Fault | undefined {
    const fault = this.#queue.find((candidate) => candidate.method === method || candidate.method === '*');
    if (fault === undefined) return undefined;
    fault.times -= 1;
    if (fault.times <= 0) this.#queue = this.#queue.filter((other) => other !== fault);
    return fault;
  }
}
