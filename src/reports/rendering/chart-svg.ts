import type { EChartsOption } from 'echarts';
import { init } from 'echarts/dist/echarts.esm.min';
import type { Locale } from '../../common/messages/messages.js';
import { formatCompact, formatValue, isNumeric } from '../report-format.js';
import type { ChartSection } from '../report.types.js';
import { CHART_PALETTE } from './chart-palette.js';
import { toMainFont } from './report-fonts.js';
import { textWidth } from './text-width.js';

const FONT_SIZE = 11;
const LABEL_SHARE = 0.32;
const BAR_HEIGHT = 26;
const UPRIGHT_HEIGHT = 210;
/** With more columns than this, figures above them would run into each other. */
const MAX_LABELLED = 14;

export interface ChartSize {
  width: number;
  height: number;
}

export interface ChartPicture extends ChartSize {
  svg: string;
}

/** Draws a chart of the given width as SVG, whose text is in `fontFamily`. Nothing but shapes and text: no style, no script. */
export function drawChart(section: ChartSection, locale: Locale, width: number, fontFamily: string): ChartPicture {
  const height = section.chart === 'bar' ? section.points.length * BAR_HEIGHT + 24 : UPRIGHT_HEIGHT;
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({
      animation: false,
      textStyle: { fontFamily, fontSize: FONT_SIZE },
      ...(section.chart === 'bar' ? barOption(section, locale, width) : uprightOption(section, locale, width)),
    });
    return { svg: toStaticSvg(chart.renderToSVGString()), width, height };
  } finally {
    chart.dispose();
  }
}

/** The chart with labels that a single font can show. */
export function inMainFont(section: ChartSection): ChartSection {
  return { ...section, points: section.points.map(({ label, value }) => ({ label: toMainFont(label), value })) };
}

const AXIS = { axisTick: { show: false }, axisLine: { lineStyle: { color: CHART_PALETTE.grid } } };
const LABEL = { color: CHART_PALETTE.text, fontSize: FONT_SIZE };
const GRID_LINES = { lineStyle: { color: CHART_PALETTE.grid } };

/** Names at the left, bars to the right, each with its figure. */
function barOption({ points, value }: ChartSection, locale: Locale, width: number): EChartsOption {
  const labelWidth = Math.min(widest(points.map(({ label }) => label)), width * LABEL_SHARE);
  const figure = (number: number): string => formatValue({ ...valueType(value), value: number }, locale);
  const figureWidth = widest(points.map((point) => figure(point.value)));
  return {
    grid: { left: labelWidth + 14, right: figureWidth + 16, top: 8, bottom: 8 },
    xAxis: { type: 'value', axisLabel: { show: false }, splitLine: { show: false } },
    yAxis: {
      type: 'category',
      inverse: true,
      data: points.map(({ label }) => label),
      ...AXIS,
      axisLabel: { ...LABEL, interval: 0, width: labelWidth, overflow: 'truncate' },
    },
    series: [
      {
        type: 'bar',
        data: points.map((point) => point.value),
        barWidth: '62%',
        itemStyle: { color: CHART_PALETTE.bar },
        label: {
          show: true,
          position: 'right',
          color: CHART_PALETTE.strong,
          fontSize: FONT_SIZE,
          formatter: ({ value: number }: { value: unknown }) => figure(Number(number)),
        },
      },
    ],
  };
}

/** Values upwards over categories from left to right: a line through time, or the columns of a histogram. */
function uprightOption({ chart, points, value }: ChartSection, locale: Locale, width: number): EChartsOption {
  const axisWidth = widest([...points.map((point) => formatCompact(point.value, locale)), '0']);
  const labels = points.map(({ label }) => label);
  const slanted = labels.length * (widest(labels) + 8) > width - axisWidth;
  return {
    grid: { left: axisWidth + 20, right: 16, top: 22, bottom: slanted ? 62 : 28 },
    xAxis: {
      type: 'category',
      data: labels,
      boundaryGap: chart === 'histogram',
      ...AXIS,
      axisLabel: { ...LABEL, rotate: slanted ? 35 : 0, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      minInterval: value.type === 'integer' ? 1 : 0,
      splitNumber: 4,
      splitLine: GRID_LINES,
      axisLabel: { ...LABEL, formatter: (number: number) => formatCompact(number, locale) },
    },
    series: [chart === 'line' ? lineSeries(points) : columnSeries(points, locale)],
  };
}

function lineSeries(points: ChartSection['points']): object {
  return {
    type: 'line',
    data: points.map((point) => point.value),
    symbol: 'circle',
    symbolSize: points.length > 24 ? 0 : 5,
    lineStyle: { color: CHART_PALETTE.bar, width: 2 },
    itemStyle: { color: CHART_PALETTE.bar },
    areaStyle: { color: CHART_PALETTE.area, opacity: 1 },
  };
}

function columnSeries(points: ChartSection['points'], locale: Locale): object {
  return {
    type: 'bar',
    data: points.map((point) => point.value),
    barCategoryGap: '8%',
    itemStyle: { color: CHART_PALETTE.bar },
    label: {
      show: points.length <= MAX_LABELLED,
      position: 'top',
      color: CHART_PALETTE.strong,
      fontSize: FONT_SIZE,
      formatter: ({ value }: { value: unknown }) => (Number(value) > 0 ? formatCompact(Number(value), locale) : ''),
    },
  };
}

function valueType({ type, currency }: ChartSection['value']): Omit<ChartSection['value'], 'name'> {
  return { type: isNumeric(type) ? type : 'decimal', ...(currency !== undefined && { currency }) };
}

/** In pixels: a narrow character is a little over half as wide as the font is high. */
function widest(texts: string[]): number {
  return Math.ceil(Math.max(0, ...texts.map((text) => textWidth(text))) * FONT_SIZE * 0.56);
}

/** Leaves out what only a page with scripts has a use for. */
function toStaticSvg(svg: string): string {
  return svg
    .replace(/<style\s*>[\s\S]*?<\/style>/g, '')
    .replace(/ (?:class|pointer-events|ecmeta_[a-z_]+)="[^"]*"/g, '');
}
