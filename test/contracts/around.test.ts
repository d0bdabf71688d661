import { createGrafana } from '../../sandbox/grafana/server.ts';
import { createPagerDuty } from '../../sandbox/pagerduty/server.ts';
import { createAnnotations } from '../../src/adapters/grafana/annotations.ts';
import { createPages } from '../../src/adapters/pagerduty/pages.ts';
import { createFakeAnnotations } from '../fakes/annotations.ts';
import { createFakePages } from '../fakes/pages.ts';
import { annotationsContract } from './annotations.contract.ts';
import { createParts, createRoad } from './around-simulated.ts';
import { pagesContract } from './pages.contract.ts';

const characters: Record<string, string> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };

annotationsContract('in memory', async () => {
  const annotations = createFakeAnnotations();
  return {
    annotations,
    shown: () => annotations.regions().map(({ from, to, text, tags }) => ({ from, to, text, tags: [...tags] })),
    clear: annotations.clear,
    close: async () => {},
  };
});

annotationsContract('the adapter against the simulated Grafana', async () => {
  const parts = createParts();
  const grafana = await createGrafana(parts);
  return {
    annotations: createAnnotations({ url: `${grafana.url}/`, token: grafana.token, road: createRoad() }),
    shown: () =>
      grafana.annotations().map(({ time, timeEnd, text, tags }) => ({
        from: time,
        to: timeEnd === time ? null : timeEnd,
        // A browser that draws it as HTML sees this, and no element.
        text: /[<>]/.test(text)
          ? 'HTML'
          : text.replace(/&([a-z]+|#39);/g, (_, name: string) => characters[name] ?? '?'),
        tags: tags.filter((tag) => !tag.startsWith('quarterdeck:')),
      })),
    clear: () => {
      for (const { id } of grafana.annotations()) grafana.remove(id);
    },
    close: async () => {
      await grafana.close();
      parts.clock.close();
    },
  };
});

pagesContract('in memory', async () => {
  const pages = createFakePages();
  return {
    pages,
    incidents: () => pages.incidents().map(({ mark: _, at: _at, links: _links, ...shown }) => shown),
    close: async () => {},
  };
});

pagesContract('the adapter against the simulated PagerDuty', async () => {
  const parts = createParts();
  const pagerDuty = await createPagerDuty(parts);
  const { url, routingKey } = pagerDuty;
  return {
    pages: createPages({ url, routingKey, road: createRoad() }),
    incidents: () =>
      pagerDuty.incidents().map(({ summary, severity, source, details, status, triggers }) => ({
        summary,
        severity,
        source,
        details,
        open: status !== 'resolved',
        pages: triggers,
      })),
    close: async () => {
      await pagerDuty.close();
      parts.clock.close();
    },
  };
});
