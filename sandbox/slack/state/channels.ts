import { fixedSlackId } from '../../ids.ts';

export interface Channel {
  id: string;
  /** Without the number sign; for a direct message the id of the person. */
  name: string;
  topic: string;
  direct: boolean;
  /** Slack user ids. */
  members: Set<string>;
}

/** Public channels and the bot's direct messages. Ids depend on names only, so a catalog can name them. */
export class Channels {
  readonly #byId = new Map<string, Channel>();

  constructor(names: readonly string[], members: readonly string[]) {
    for (const name of names) {
      const id = fixedSlackId('C', name);
      this.#byId.set(id, { id, name, topic: '', direct: false, members: new Set(members) });
    }
  }

  list(): Channel[] {
    return [...this.#byId.values()].filter((channel) => !channel.direct);
  }

  directs(): Channel[] {
    return [...this.#byId.values()].filter((channel) => channel.direct);
  }

  byId(id: string): Channel | undefined {
    return this.#byId.get(id);
  }

  /** By id, by name, or by name with its number sign. */
  find(reference: string): Channel | undefined {
    const name = reference.replace(/^#/, '');
    return this.#byId.get(reference) ?? this.list().find((channel) => channel.name === name);
  }

  /** The direct message between the bot and a person; made when it is not there yet. */
  direct(person: string, bot: string): Channel {
    const id = fixedSlackId('D', person);
    const channel = this.#byId.get(id) ?? {
      id,
      name: person,
      topic: '',
      direct: true,
      members: new Set([person, bot]),
    };
    this.#byId.set(id, channel);
    return channel;
  }
}
