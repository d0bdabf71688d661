import { z } from 'zod';

/** Who stands in a commit, as GraphQL tells it. */
export const gitActor = z.object({
  name: z.string().nullable(),
  email: z.string().nullable(),
  user: z.object({ login: z.string() }).nullable(),
});

/** Nobody's login ends like this but an app's. */
const appAddress = /^\d+\+([^@\s]+\[bot\])@users\.noreply\./i;

/** Name and account. GraphQL has no user for an app; the address that GitHub gives to it says which one it is. */
export function authorOf(actor: z.output<typeof gitActor> | null): { name: string; login: string | null } {
  const login = actor?.user?.login ?? appAddress.exec(actor?.email ?? '')?.[1] ?? null;
  return { name: actor?.name ?? login ?? 'unknown', login };
}
