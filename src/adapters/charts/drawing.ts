import { renderAsync } from '@resvg/resvg-js';
import type { LoggerInterface } from 'vega';
import { parse, View } from 'vega';
import type { TopLevelSpec } from 'vega-lite';
import { compile } from 'vega-lite';
import type { ChartSpecification } from '../../model/chart.ts';
import type { ChartImage } from '../../ports/charts.ts';
import { fontFamily, fontFiles } from './fonts.ts';
import { nothingLoaded } from './nothing-loaded.ts';

/** Pixels of the picture for one of the specification: on fine screens text stays sharp. */
const zoom = 2;

/** A Vega-Lite specification as SVG whose texts are still texts. Throws what the libraries would only have logged. */
export async function toSvg(specification: ChartSpecification): Promise<string> {
  const troubles: unknown[] = [];
  const logger = collecting(troubles);
  const compiled = compile(specification as TopLevelSpec, { logger, config: { font: fontFamily } });
  const loader = nothingLoaded((trouble) => troubles.push(trouble));
  const view = new View(parse(compiled.spec), { renderer: 'none', loader, logger });
  try {
    const svg = await view.toSVG();
    if (troubles.length > 0) throw troubles[0] instanceof Error ? troubles[0] : new Error(troubles.join('; '));
    return svg;
  } finally {
    view.finalize();
  }
}

/** The picture of an SVG, with the font that comes along. */
export async function toImage(svg: string): Promise<ChartImage> {
  const image = await renderAsync(svg, {
    fitTo: { mode: 'zoom', value: zoom },
    font: { loadSystemFonts: false, fontFiles: fontFiles(), defaultFontFamily: fontFamily },
  });
  return { png: image.asPng(), width: image.width, height: image.height };
}

/** A warning too means that the picture is not what the specification says. */
function collecting(troubles: unknown[]): LoggerInterface {
  const logger: LoggerInterface = {
    level: (() => logger) as LoggerInterface['level'],
    error: (...said) => {
      troubles.push(...said);
      return logger;
    },
    warn: (...said) => {
      troubles.push(...said);
      return logger;
    },
    info: () => logger,
    debug: () => logger,
  };
  return logger;
}
