import { createHmac } from 'node:crypto';

const life = 60_000;

/** Addresses of one kind of thing (`/_logs/17`), each good for one real minute and for that thing alone. */
export function createShortLinks(
  folder: string,
  { secret, origin, realNow }: { secret: string; origin: () => string; realNow: () => number },
) {
  const sign = (id: number, until: number) =>
    createHmac('sha256', secret).update(`${folder}.${id}.${until}`).digest('hex');
  return {
    make(id: number): string {
      const until = realNow() + life;
      return `${origin()}/${folder}/${id}?until=${until}&signature=${sign(id, until)}`;
    },
    /** The id of what the address is good for now. */
    read(url: URL): number | undefined {
      const [, found, number] = /^\/([^/]+)\/(\d+)$/.exec(url.pathname) ?? [];
      const id = Number(number);
      const until = Number(url.searchParams.get('until'));
      const holds = found === folder && until >= realNow() && url.searchParams.get('signature') === sign(id, until);
      return holds ? id : undefined;
    },
  };
}
