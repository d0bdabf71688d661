import { SlackRefusal } from '../api/refusal.ts';

/** Real milliseconds in which a trigger may be used. */
const lifetime = 3_000;

/** Trigger ids: proof that a person acted just now. Each opens one view, within three seconds of real time. */
export class TriggerIds {
  readonly #issued = new Map<string, { owner: string; at: number; used: boolean }>();
  readonly #realNow: () => number;
  readonly #guid: () => string;

  constructor(realNow: () => number, guid: () => string) {
    this.#realNow = realNow;
    this.#guid = guid;
  }

  issue(owner: string): string {
    const id = `${this.#issued.size + 1}.${this.#realNow()}.${this.#guid().replaceAll('-', '')}`;
    this.#issued.set(id, { owner, at: this.#realNow(), used: false });
    return id;
  }

  /**
   * Uses up a trigger and gives the Slack user id of the person who caused it.
   * @throws SlackRefusal `invalid_trigger_id`, `exchanged_trigger_id` or `expired_trigger_id`
   */
  exchange(id: string): string {
    const trigger = this.#issued.get(id);
    if (trigger === undefined) throw new SlackRefusal('invalid_trigger_id');
    if (trigger.used) throw new SlackRefusal('exchanged_trigger_id');
    if (this.#realNow() - trigger.at > lifetime) throw new SlackRefusal('expired_trigger_id');
    trigger.used = true;
    return trigger.owner;
  }
}
