import pg from 'pg';

/** Names for texts: the same for the same one. Null for those beyond the first `most`, so that who makes up ever new ones costs no memory. */
export function createNames(most: number): (text: string) => string | null {
  const names = new Map<string, string>();
  return (text) => {
    const known = names.get(text);
    if (known !== undefined) return known;
    if (names.size >= most) return null;
    const name = `q${names.size + 1}`;
    names.set(text, name);
    return name;
  };
}

/**
 * Connections that have each statement with values parsed and planned once, instead of each time: for the short statements of the
 * product and of DBOS that takes Postgres longer than to carry them out. Each needs a connection of its own in Postgres, as LISTEN does.
 */
export function preparingClient(): typeof pg.Client {
  // Of all connections, so that a name never stands for two texts. The product and its engine have fewer texts.
  const nameOf = createNames(500);
  return class extends pg.Client {
    constructor(config?: string | pg.ClientConfig) {
      super(config);
      const send = super.query;
      const query = (text: unknown, values: unknown, ...more: unknown[]) => {
        const name = typeof text === 'string' && Array.isArray(values) && values.length > 0 ? nameOf(text) : null;
        const given = name === null ? [text, values, ...more] : [{ name, text, values }, ...more];
        return Reflect.apply(send, this, given);
      };
      Object.assign(this, { query });
    }
  };
}
