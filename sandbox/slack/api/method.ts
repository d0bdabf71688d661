import type { z } from 'zod';
import type { Workspace } from '../state/workspace.ts';
import type { Tier } from './rate-limits.ts';
import { SlackRefusal } from './refusal.ts';

export interface MethodSpec<A> {
  name: string;
  /** Any one of these scopes is enough; none when empty. */
  scopes: readonly string[];
  tier: Tier;
  /** Which token calls it; the bot's unless said otherwise. */
  token?: 'bot' | 'app';
  args: z.ZodType<A>;
  /** Gives Slack's answer without `ok`. */
  run: (workspace: Workspace, args: A) => Record<string, unknown>;
}

/** One Web API method, its arguments still unread. */
export interface ApiMethod {
  name: string;
  scopes: readonly string[];
  tier: Tier;
  token: 'bot' | 'app';
  call: (workspace: Workspace, raw: Record<string, unknown>) => Record<string, unknown>;
}

/** Ties a method's arguments to its code. A bad argument is refused as `invalid_arguments` with its name. */
export function method<A>(spec: MethodSpec<A>): ApiMethod {
  const { name, scopes, tier, token = 'bot', args, run } = spec;
  return {
    name,
    scopes,
    tier,
    token,
    call: (workspace, raw) => {
      const parsed = args.safeParse(raw);
      if (parsed.success) return run(workspace, parsed.data);
      const messages = parsed.error.issues.map(
        (issue) => `[ERROR] ${issue.message} [json-pointer:/${issue.path.join('/')}]`,
      );
      throw new SlackRefusal('invalid_arguments', { response_metadata: { messages } });
    },
  };
}
