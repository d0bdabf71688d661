import type { Canary } from './canaries.ts';
import type { Gates } from './controllers/canaries.ts';

/** Flagger waits so long for a webhook, real ms. */
const patience = 10_000;

/**
 * Asks the webhooks of Canaries over HTTP, as Flagger does: 2xx lets it pass, anything else and no answer do not. `answered` is called when
 * what was asked is known.
 */
export function createGates(answered: () => void): Gates {
  const known = new Map<string, boolean>();
  const asking = new Set<string>();

  async function ask({ metadata, status, spec }: Canary, type: string): Promise<boolean> {
    const hooks = spec.analysis.webhooks.filter((each) => each.type === type);
    const { name, namespace } = metadata;
    const answers = await Promise.all(
      hooks.map((hook) =>
        fetch(hook.url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ name, namespace, phase: status.phase ?? '', metadata: hook.metadata ?? {} }),
          signal: AbortSignal.timeout(patience),
        }).then(
          (answer) => answer.status >= 200 && answer.status < 300,
          () => false,
        ),
      ),
    );
    return answers.every(Boolean);
  }

  return {
    pass(canary, type, whenNone) {
      if (!canary.spec.analysis.webhooks.some((each) => each.type === type)) return whenNone;
      const key = `${canary.metadata.uid}/${type}`;
      const answer = known.get(key);
      if (answer !== undefined || asking.has(key)) return answer;
      asking.add(key);
      void ask(canary, type).then((open) => {
        asking.delete(key);
        known.set(key, open);
        answered();
      });
      return undefined;
    },
    forget({ metadata }) {
      for (const key of [...known.keys()]) if (key.startsWith(`${metadata.uid}/`)) known.delete(key);
    },
  };
}
