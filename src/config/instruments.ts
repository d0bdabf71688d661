import type { z } from 'zod';
import type { variables } from './variables.ts';
import { expectations } from './variables.ts';

/** What lets us in; null where everybody is let in, as these do by themselves. */
export type Credentials = { kind: 'bearer'; token: string } | { kind: 'basic'; user: string; password: string } | null;

/** Where what is watched is measured, and what else is told of a deployment. Each null where it is not set up. */
export interface InstrumentSettings {
  prometheus: { url: string; credentials: Credentials } | null;
  alertmanager: { url: string; credentials: Credentials } | null;
  grafana: { url: string; token: string } | null;
  pagerDuty: { url: string; routingKey: string } | null;
}

type Seen = z.output<typeof variables>;

export function instrumentSettings(seen: Seen, problems: string[]): InstrumentSettings {
  return {
    prometheus: withCredentials(seen, 'PROMETHEUS', problems),
    alertmanager: withCredentials(seen, 'ALERTMANAGER', problems),
    grafana: grafanaSettings(seen, problems),
    pagerDuty: pagerDutySettings(seen, problems),
  };
}

/** The addresses that are reached, by variable: beside a simulated clock each has to be of this machine. */
export function instrumentAddresses({ prometheus, alertmanager, grafana, pagerDuty }: InstrumentSettings) {
  const addresses = {
    PROMETHEUS_URL: prometheus?.url,
    ALERTMANAGER_URL: alertmanager?.url,
    GRAFANA_URL: grafana?.url,
    PAGERDUTY_URL: pagerDuty?.url,
  };
  return Object.fromEntries(Object.entries(addresses).filter(([, address]) => address !== undefined)) as {
    [variable: string]: string;
  };
}

function withCredentials(seen: Seen, name: 'PROMETHEUS' | 'ALERTMANAGER', problems: string[]) {
  const url = seen[`${name}_URL`];
  const token = seen[`${name}_TOKEN`];
  const user = seen[`${name}_USER`];
  const password = seen[`${name}_PASSWORD`];
  if (token !== undefined && (user !== undefined || password !== undefined))
    problems.push(`${name}_TOKEN is set beside ${name}_USER or ${name}_PASSWORD: set the token or those, not both.`);
  if ((user === undefined) !== (password === undefined))
    problems.push(`${name}_USER and ${name}_PASSWORD belong together: set both, or none.`);
  if (url === undefined) {
    if (token !== undefined || user !== undefined || password !== undefined)
      problems.push(`${name}_URL is missing: ${expectations[`${name}_URL`]}. Its credentials are set without it.`);
    return null;
  }
  if (token !== undefined) return { url, credentials: { kind: 'bearer', token } as const };
  if (user !== undefined && password !== undefined)
    return { url, credentials: { kind: 'basic', user, password } as const };
  return { url, credentials: null };
}

function grafanaSettings({ GRAFANA_URL: url, GRAFANA_TOKEN: token }: Seen, problems: string[]) {
  if (url !== undefined && token !== undefined) return { url, token };
  if (url !== undefined) problems.push(`GRAFANA_TOKEN is missing: ${expectations.GRAFANA_TOKEN}.`);
  if (token !== undefined) problems.push(`GRAFANA_URL is missing: ${expectations.GRAFANA_URL}. Its token is set.`);
  return null;
}

function pagerDutySettings({ PAGERDUTY_ROUTING_KEY: routingKey, PAGERDUTY_URL: url }: Seen, problems: string[]) {
  if (routingKey !== undefined) return { url: url ?? 'https://events.pagerduty.com', routingKey };
  if (url !== undefined)
    problems.push(`PAGERDUTY_ROUTING_KEY is missing: ${expectations.PAGERDUTY_ROUTING_KEY}. PAGERDUTY_URL is set.`);
  return null;
}
