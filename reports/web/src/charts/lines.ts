// Lines of trainings: what one of its figures did, over epochs or over steps back in time.
import type { LineSeriesOption } from "echarts/charts";
import type { EChartsCoreOption } from "echarts/core";
import { element } from "../dom";
import { linear_axis, log_axis, type Axis } from "./axis";
import type { Theme } from "./theme";

export interface Line {
  name: string;
  colour: string;
  dashed: boolean;
  points: [number, number][]; // in the axes' own units, above 0 where an axis is logarithmic
}

export interface LineChart {
  lines: Line[];
  x: Scale;
  y: Scale;
  mark: { y: number; name: string } | null; // a horizontal line
}

export interface Scale {
  log: boolean;
  binary?: boolean; // ticks at powers of two
  whole?: boolean; // nothing lies between two whole numbers
  least?: number; // what is below is drawn at it
  text: (value: number) => string;
  name: string;
}

export function lines_option(chart: LineChart, theme: Theme, width: number): EChartsCoreOption {
  const x = axis_of(chart, chart.x, 0, Math.max(3, Math.floor(width / 70)));
  const y = axis_of(chart, chart.y, 1, 6);
  return {
    animation: false,
    textStyle: { fontFamily: theme.font, fontSize: 12 },
    grid: { left: 8, right: 18, top: 16, bottom: 6, containLabel: true },
    tooltip: {
      trigger: "item", confine: true, backgroundColor: theme.card, borderColor: theme.rule, textStyle: { color: theme.ink, fontSize: 13 },
      formatter: (item: { seriesIndex: number; dataIndex: number }) => tooltip(chart, item.seriesIndex, item.dataIndex),
    },
    xAxis: axis_option(x, chart.x, theme),
    yAxis: axis_option(y, chart.y, theme),
    series: chart.lines.map((line, i) => series_of(chart, line, theme, i === 0)),
  };
}

function place(value: number, scale: Scale): number {
  const held = Math.max(value, scale.least ?? -Infinity);
  return scale.log ? Math.log10(held) : held;
}

function axis_of(chart: LineChart, scale: Scale, dimension: 0 | 1, wanted: number): Axis {
  const values = chart.lines.flatMap((line) => line.points.map((point) => Math.max(point[dimension], scale.least ?? -Infinity)));
  if (dimension === 1 && chart.mark) values.push(chart.mark.y);
  const [low, high] = values.length ? [Math.min(...values), Math.max(...values)] : [1, 2];
  const axis = scale.log ? log_axis(low, high, wanted, scale.binary ?? false) : linear_axis(low, high, wanted);
  return scale.whole ? { ...axis, ticks: axis.ticks.filter(Number.isInteger) } : axis;
}

function axis_option(axis: Axis, scale: Scale, theme: Theme): object {
  return {
    type: "value", min: axis.min, max: axis.max,
    axisLine: { show: true, onZero: false, lineStyle: { color: theme.quiet } },
    axisTick: { show: true, customValues: axis.ticks, lineStyle: { color: theme.quiet } },
    axisLabel: {
      customValues: axis.ticks, color: theme.quiet, fontSize: 12, hideOverlap: true,
      formatter: (value: number) => scale.text(scale.log ? 10 ** value : value),
    },
    splitLine: { show: false },
  };
}

function series_of(chart: LineChart, line: Line, theme: Theme, first: boolean): LineSeriesOption {
  return {
    name: line.name, type: "line", showSymbol: true, symbol: "circle", symbolSize: 5, clip: true,
    lineStyle: { color: line.colour, width: 1.75, type: line.dashed ? "dashed" : "solid", opacity: 0.85 },
    itemStyle: { color: line.colour },
    data: line.points.map(([x, y]) => [place(x, chart.x), place(y, chart.y)]),
    ...(first && chart.mark ? {
      markLine: {
        silent: true, symbol: "none", animation: false,
        lineStyle: { color: theme.limit, type: "dashed" as const, width: 1.25 },
        label: { show: true, position: "insideEndTop" as const, formatter: chart.mark.name, color: theme.limit, fontSize: 12 },
        data: [{ yAxis: place(chart.mark.y, chart.y) }],
      },
    } : {}),
  };
}

function tooltip(chart: LineChart, series: number, index: number): HTMLElement {
  const line = chart.lines[series];
  const [x, y] = line?.points[index] ?? [0, 0];
  return element("div", { class: "tip" }, element("strong", {}, line?.name ?? ""),
    element("dl", {}, element("dt", {}, chart.x.name), element("dd", {}, chart.x.text(x)),
      element("dt", {}, chart.y.name), element("dd", {}, chart.y.text(y))));
}
