import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChangedConversation } from './changed-conversation.ts';
import { converseChanged } from './changed-conversation.ts';
import { replacing } from './changed-example.ts';
import type { Message } from './conversation.ts';
import { readable } from './conversation.ts';

const of = '{service="{{service}}",environment="{{environment}}",version="{{sha}}"';
const metrics = `    services: [fastapi-trading]
    metrics:
      errors:
        query: '100 * sum(rate(http_requests_total${of},code="500"}[1m])) / sum(rate(http_requests_total${of}}[1m]))'
        unit: percent
      p95:
        query: '1000 * histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket${of}}[1m])))'
        unit: ms
`;
const watch = `        watch:
          for: 10m
          every: 15s
          rules:
            errors: { below: 1% }
          roll_back_when:
            errors: { above: 5% }
            p95: { above: 2s }
            failed_health_checks: { above: 5 }
          health:
            - { http: "https://staging.fastapi-trading.example.com/health" }
        around:
          silence: { labels: { service: "{{service}}", environment: "{{environment}}" } }
          annotation: { tags: [fastapi] }
          page: { severity: error }
`;

/** A release that is looked at after its deployment: what is measured of it in the simulated Prometheus decides. */
describe('a watched release', { timeout: 60_000 }, () => {
  let c: ChangedConversation;
  let card: Message;
  beforeAll(async () => {
    const rollback =
      '        # "Manual rollback: Via GitHub Actions workflow", "Previous version restoration: Quick recovery".\n';
    c = await converseChanged(
      {
        'quarterdeck.yml': (text) =>
          replacing([
            // Where the example measures these itself, that will do.
            ...(text.includes('    metrics:\n') ? [] : [['    services: [fastapi-trading]\n', metrics] as const]),
            [rollback, `${watch}${rollback}`],
          ])(text),
      },
      { example: 'fastapi-trading' },
    );
  }, 60_000);
  afterAll(() => c?.close());
  const goesOut = async (ref: string) => {
    const before = (await c.messages('deployments')).at(-1)?.ts ?? '0';
    await c.types('dev', `/deploy staging ${ref}`);
    const message = await c.reads('deployments', /→ staging[\s\S]*\*Running\*/, { after: before, thread: false });
    await c.passes({ advance: '6m' });
    return c.becomes(message, /\*Succeeded\*[\s\S]*Watched until/);
  };

  test('is shown with what is measured, and verified when its time is over', async () => {
    card = await goesOut('main');
    await c.passes({ advance: '2m' });
    const text = readable(await c.becomes(card, /:white_check_mark: \*errors\* 0(\.\d+)? % · limit 1 %/));
    expect(text).toMatch(/\*p95\* \d+ ms · limit 2000 ms/);
    await c.passes({ advance: '9m' });
    await c.becomes(card, /Watch passed: verified/);
  });

  test('left nothing behind outside: no silence, and a region on the dashboards that is closed', async () => {
    const { traffic } = await c.world();
    expect(traffic['alertmanager POST /api/v2/silences']).toBeGreaterThan(0);
    const { addresses } = await c.call<{ addresses: Record<string, string> }>('GET', '/api/world');
    const silences = await fetch(`${addresses.alertmanager}/api/v2/silences`);
    const states = (await silences.json()) as { status: { state: string }; matchers: unknown[] }[];
    expect(states.map(({ status }) => status.state)).toEqual(['expired']);
    expect(states[0]?.matchers).toHaveLength(2);
    expect(traffic['grafana PATCH /api/annotations/:id']).toBe(1);
  });

  test('of which nothing can be seen is put to those who may roll back, and stays by their word', async () => {
    card = await goesOut('develop');
    await c.scenario('prometheus-away', { how: 'away', for: '1h' });
    await c.passes({ advance: '7m' });
    await c.becomes(card, /Does it stay\?[\s\S]*Nothing can be seen of it/);
    const asked = await c.thread(card, /Does it stay\?/);
    expect(asked).toMatch(/Prometheus cannot be reached/);
    expect(await c.isTold('sec', 'Keep it', card, /You may not decide this/)).toMatch(/Who can: /);
    await c.presses('lead', 'Keep it', card);
    await c.becomes(card, /Lena Brandt keeps it as to errors/);
    await c.scenario('calm');
    await c.passes({ advance: '5m' });
    await c.becomes(card, /Watch passed: verified/);
  });

  test('that answers too many requests with an error is rolled back by itself, and whoever is on duty is called', async () => {
    await c.scenario('error-spike', { environment: 'staging', version: 'next', percent: 30 });
    card = await goesOut('main');
    await c.passes({ advance: '3m' });
    const text = readable(await c.becomes(card, /Watch failed after/));
    expect(text).toMatch(/errors: [\d.]+ % is beyond 5 %, 3 times in a row\. Its rollback is `d-\w{10}`/i);
    await c.thread(card, /Watch failed after/);
    const back = await c.reads('deployments', /Roll back fastapi-trading in staging[\s\S]*`main`[\s\S]*`develop`/, {
      after: card.ts,
      thread: false,
    });
    // The rollback begins first: nobody has to be awake for it.
    await c.until('somebody is called', ({ traffic }) => traffic['pagerduty POST /v2/enqueue'] === 1);
    await c.passes({ advance: '4m' });
    await c.becomes(back, /\*Succeeded\*[\s\S]*Watched until/);
    await c.becomes(card, /\*Rolled back\*/);
    await c.passes({ advance: '2m' });
    await c.becomes(back, /:white_check_mark: \*errors\*/);
    await c.passes({ advance: '10m' });
    await c.becomes(back, /Watch passed: verified/);
    await c.until('the incident is over', ({ traffic }) => traffic['pagerduty POST /v2/enqueue'] === 2);
  });
});
