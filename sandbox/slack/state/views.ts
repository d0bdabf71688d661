import type { BlockObject } from '../blocks/block-object.ts';
import type { FormState } from './form-state.ts';

export interface StoredView {
  id: string;
  type: 'modal' | 'home';
  /** Slack user id of the person who sees it. */
  owner: string;
  hash: string;
  title: unknown;
  submit: unknown;
  close: unknown;
  blocks: BlockObject[];
  privateMetadata: string;
  callbackId: string;
  externalId: string;
  clearOnClose: boolean;
  notifyOnClose: boolean;
  rootViewId: string;
  previousViewId: string | null;
  state: FormState;
}

/** Forms and Home tabs of everybody. A form may have others on top of it; the last of a stack is the one that is seen. */
export class Views {
  readonly #stacks = new Map<string, StoredView[]>();
  readonly #homes = new Map<string, StoredView>();
  readonly #waiting = new Set<() => void>();

  stack(owner: string): readonly StoredView[] {
    return this.#stacks.get(owner) ?? [];
  }

  top(owner: string): StoredView | undefined {
    return this.stack(owner).at(-1);
  }

  home(owner: string): StoredView | undefined {
    return this.#homes.get(owner);
  }

  byId(id: string): StoredView | undefined {
    return this.#all().find((view) => view.id === id);
  }

  byExternalId(externalId: string): StoredView | undefined {
    return this.#all().find((view) => view.externalId === externalId);
  }

  open(view: StoredView): void {
    this.#stacks.set(view.owner, [view]);
    this.changed();
  }

  push(view: StoredView): void {
    this.#stacks.set(view.owner, [...this.stack(view.owner), view]);
    this.changed();
  }

  publish(view: StoredView): void {
    this.#homes.set(view.owner, view);
    this.changed();
  }

  /** Takes one form off the stack; what was under it is seen again. */
  remove(view: StoredView): void {
    this.#stacks.set(
      view.owner,
      this.stack(view.owner).filter((other) => other !== view),
    );
    this.changed();
  }

  clear(owner: string): void {
    this.#stacks.delete(owner);
    this.changed();
  }

  changed(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  /** Resolves to true once `condition` holds; it is looked at after every change. False after `forMs` of real time. */
  until(condition: () => boolean, forMs: number): Promise<boolean> {
    if (condition()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const finish = (held: boolean) => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(held);
      };
      const look = () => {
        if (condition()) finish(true);
      };
      const timer = setTimeout(() => finish(false), forMs);
      this.#waiting.add(look);
    });
  }

  #all(): StoredView[] {
    return [...[...this.#stacks.values()].flat(), ...this.#homes.values()];
  }
}
