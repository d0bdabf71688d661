import type { Config } from 'vega-lite';

/**
 * Colours that people with any colour blindness tell apart (after Okabe and Ito), each with a contrast of 4.5 or more on the paper. The
 * paper is in the picture: a transparent one would need inks that are pale on one of Slack's two backgrounds.
 */
export const ink = {
  paper: '#fbfbfa',
  text: '#1d1c1d',
  quiet: '#55565a',
  line: '#dcdcd8',
  canary: '#0067a5',
  stable: '#6f6f6c',
  limit: '#b8400a',
};

/** How every chart looks. */
export const config: Config = {
  axis: {
    labelColor: ink.quiet,
    labelFontSize: 11,
    gridColor: ink.line,
    domainColor: ink.line,
    tickColor: ink.line,
    tickSize: 3,
    labelPadding: 4,
  },
  view: { stroke: null },
  title: {
    color: ink.text,
    fontSize: 14,
    fontWeight: 600,
    subtitleColor: ink.quiet,
    subtitleFontSize: 11,
    subtitlePadding: 4,
  },
  legend: {
    orient: 'top',
    direction: 'horizontal',
    labelColor: ink.text,
    labelFontSize: 12,
    symbolType: 'stroke',
    symbolSize: 700,
    symbolStrokeWidth: 2.5,
    title: null,
  },
};
