import type { AlertScope } from '../model/silence.ts';

/**
 * The labels of the alerts that are kept quiet while these services are deployed: one scope for each service where a label names it, so
 * that nothing else is kept quiet.
 */
export function alertScopes(
  labels: Readonly<Record<string, string>>,
  services: readonly string[],
  environment: string,
): AlertScope[] {
  const all = services.map((service) =>
    Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, fill(value, { service, environment })])),
  );
  const different = new Map(all.map((scope) => [JSON.stringify(scope), scope]));
  return [...different.values()];
}

function fill(text: string, words: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{\s*([a-z]+)\s*\}\}/g, (whole, name: string) => words[name] ?? whole);
}
