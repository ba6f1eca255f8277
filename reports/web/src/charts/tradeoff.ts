// Quality against one cost (latency, memory) under one budget: points with their intervals, the Pareto front, the
// budget's limits, the floor.
import type { MarkAreaComponentOption, MarkLineComponentOption } from "echarts/components";
import type { EChartsCoreOption } from "echarts/core";
import type { LineSeriesOption, ScatterSeriesOption } from "echarts/charts";
import { ends, plain, quantity } from "../format";
import { backend_of, type Lookup } from "../lookup";
import { is_max, limit_value } from "../metrics";
import type { Marks } from "../marks";
import type { Better, Interval, Limit } from "../../generated/report";
import { linear_axis, log_axis, type Axis } from "./axis";
import { interval_series, type Whiskers } from "./intervals";
import { front_line, type Point } from "./points";
import type { Theme } from "./theme";
import { point_tooltip, type Naming } from "./tooltip";

export interface Tradeoff extends Naming {
  points: Point[];
  better: Better;
  x_limit: number | null; // at most
  y_limit: Limit | undefined;
  floor: number | null;
}

const log = Math.log10;

function y_limit_value(chart: Tradeoff): number | null {
  return chart.y_limit ? limit_value(chart.y_limit) : null;
}

export function tradeoff_option(lookup: Lookup, marks: Marks, chart: Tradeoff, theme: Theme, width: number): EChartsCoreOption {
  const { points } = chart;
  const x = x_axis(chart, width);
  const y = y_axis(chart);
  const colours = points.map((point) => marks.colour(point.candidate.family, theme.dark));
  return {
    animation: false,
    textStyle: { fontFamily: theme.font, fontSize: 12 },
    grid: { left: 8, right: 18, top: 26, bottom: 6, containLabel: true },
    tooltip: {
      trigger: "item",
      confine: true,
      backgroundColor: theme.card,
      borderColor: theme.rule,
      textStyle: { color: theme.ink, fontSize: 13 },
      formatter: (item: { dataIndex: number; seriesId?: string }) => {
        const point = points[item.dataIndex];
        return item.seriesId === "points" && point ? point_tooltip(lookup, point, chart) : "";
      },
    },
    xAxis: axis_option(x, theme, (value) => quantity(10 ** value, chart.x_unit)),
    yAxis: axis_option(y, theme, plain),
    series: [
      interval_series(points.map(whiskers), colours, theme),
      front_series(front_line(points, chart.better), theme),
      winner_series(points, marks, theme),
      { ...points_series(points, marks, theme, colours), markLine: lines(chart, x, y, theme), markArea: inside(chart, x, y, theme) },
    ],
  };
}

function axis_option(axis: Axis, theme: Theme, name: (value: number) => string): object {
  return {
    type: "value",
    min: axis.min,
    max: axis.max,
    axisLine: { show: true, onZero: false, lineStyle: { color: theme.quiet } },
    axisTick: { show: true, customValues: axis.ticks, lineStyle: { color: theme.quiet } },
    axisLabel: { customValues: axis.ticks, color: theme.quiet, fontSize: 12, hideOverlap: true, formatter: name },
    splitLine: { show: false },
  };
}

/// The axis holds every interval and the limit.
function x_axis(chart: Tradeoff, width: number): Axis {
  const held = chart.points.flatMap(({ x }) => [x.value, ...ends(x)]).filter((value) => value > 0);
  if (chart.x_limit !== null && chart.x_limit > 0) held.push(chart.x_limit);
  return log_axis(Math.min(...held), Math.max(...held), Math.max(3, Math.floor(width / 70)), chart.x_unit === "bytes");
}

/// The axis holds every value, the floor and the limit, and of the intervals what does not flatten all the rest.
function y_axis(chart: Tradeoff): Axis {
  const fixed = chart.points.map(({ y }) => y.value);
  for (const line of [y_limit_value(chart), chart.floor]) if (line !== null) fixed.push(line);
  const low = Math.min(...fixed);
  const high = Math.max(...fixed);
  const room = high - low || Math.abs(high) || 1;
  const lowest = Math.min(low, ...chart.points.map(({ y }) => Math.max(ends(y)[0], low - room)));
  const highest = Math.max(high, ...chart.points.map(({ y }) => Math.min(ends(y)[1], high + room)));
  return linear_axis(lowest, highest, 6);
}

function whiskers({ x, y }: Point): Whiskers {
  const positive = (value: number, instead: number) => (value > 0 ? value : instead);
  const [from, to] = ends(x);
  return [log(x.value), y.value, log(positive(from, x.value / 10)), log(positive(to, x.value)), ...ends(y)];
}

function at(point: { x: Interval; y: Interval }): [number, number] {
  return [log(point.x.value), point.y.value];
}

function points_series(points: Point[], marks: Marks, theme: Theme, colours: string[]): ScatterSeriesOption {
  return {
    id: "points",
    type: "scatter",
    z: 4,
    clip: false,
    symbolKeepAspect: true,
    data: points.map((point, i) => ({
      value: at(point),
      symbol: `path://${marks.shape(backend_of(point.candidate))}`,
      symbolSize: marks.size(point.candidate),
      itemStyle: {
        color: colours[i] ?? theme.quiet,
        opacity: point.on_front ? 1 : 0.5,
        borderColor: point.on_front ? theme.ink : theme.card,
        borderWidth: point.on_front ? 1.5 : 0.5,
      },
    })),
  };
}

function front_series(front: Point[], theme: Theme): LineSeriesOption {
  return {
    type: "line",
    silent: true,
    symbol: "none",
    z: 3,
    data: front.map(at),
    tooltip: { show: false },
    lineStyle: { color: theme.ink, width: 1.5, opacity: 0.7 },
  };
}

function winner_series(points: Point[], marks: Marks, theme: Theme): ScatterSeriesOption {
  return {
    type: "scatter",
    silent: true,
    z: 5,
    clip: false,
    tooltip: { show: false },
    itemStyle: { color: "transparent", borderColor: theme.ink, borderWidth: 2 },
    label: {
      show: true, formatter: "winner", position: "top", distance: 3, fontSize: 12, fontWeight: "bold", color: theme.ink,
      textBorderColor: theme.card, textBorderWidth: 3,
    },
    data: points.filter((point) => point.wins)
      .map((point) => ({ value: at(point), symbol: "circle", symbolSize: marks.size(point.candidate) + 10 })),
  };
}

interface HorizontalLine {
  value: number;
  name: string;
  colour: string;
  dashed: boolean;
}

/// Labels of the upper line stand above it, of the lower one below, so that close lines stay readable.
function lines(chart: Tradeoff, x: Axis, y: Axis, theme: Theme): MarkLineComponentOption {
  const flat: HorizontalLine[] = [];
  const limit = y_limit_value(chart);
  const sign = is_max(chart.y_limit) ? "≤" : "≥";
  if (limit !== null) flat.push({ value: limit, name: `limit ${sign} ${plain(limit)}`, colour: theme.limit, dashed: true });
  if (chart.floor !== null) flat.push({ value: chart.floor, name: `floor ${plain(chart.floor)}`, colour: theme.quiet, dashed: false });
  flat.sort((a, b) => b.value - a.value);
  const data: MarkLineComponentOption["data"] = flat.map((line, i) => [
    {
      coord: [x.min, line.value],
      lineStyle: { color: line.colour, type: line.dashed ? "dashed" as const : "solid" as const, width: 1.25 },
      label: {
        show: true, formatter: line.name, color: line.colour, fontSize: 12, textBorderColor: theme.card, textBorderWidth: 3,
        position: i === 0 ? "insideStartTop" as const : "insideStartBottom" as const,
      },
    },
    { coord: [x.max, line.value] },
  ]);
  if (chart.x_limit !== null && chart.x_limit > 0) {
    data.push([
      {
        coord: [log(chart.x_limit), y.min],
        lineStyle: { color: theme.limit, type: "dashed", width: 1.25 },
        label: { show: true, formatter: `limit ≤ ${quantity(chart.x_limit, chart.x_unit)}`, color: theme.limit, fontSize: 12, position: "end" },
      },
      { coord: [log(chart.x_limit), y.max] },
    ]);
  }
  return { silent: true, symbol: "none", animation: false, data };
}

/// Where the budget's limits on these two are kept.
function inside(chart: Tradeoff, x: Axis, y: Axis, theme: Theme): MarkAreaComponentOption {
  const limit = y_limit_value(chart);
  if (chart.x_limit === null && limit === null) return { data: [] };
  const right = chart.x_limit !== null && chart.x_limit > 0 ? log(chart.x_limit) : x.max;
  const [bottom, top] = is_max(chart.y_limit) ? [y.min, limit ?? y.max] : [limit ?? y.min, y.max];
  return {
    silent: true,
    animation: false,
    itemStyle: { color: theme.inside },
    data: [[{ coord: [x.min, bottom] }, { coord: [right, top] }]],
  };
}
