// How far each candidate is from what the machine allows: its fraction of the bound, to the right on a logarithmic axis
// that ends at 1. A band for each backend, in it a lane for each hidden size.
import type { CustomSeriesOption, ScatterSeriesOption } from "echarts/charts";
import type { EChartsCoreOption } from "echarts/core";
import { element } from "../dom";
import { duration, ends, fraction, quantity, with_interval } from "../format";
import { backend_of } from "../lookup";
import type { Marks } from "../marks";
import type { Candidate, Measurement } from "../../generated/report";
import { log_axis, type Axis } from "./axis";
import { interval_series, type Whiskers } from "./intervals";
import type { Theme } from "./theme";

export interface DistancePoint {
  candidate: Candidate;
  measurement: Measurement;
  fraction: number;
  low: number;
  high: number;
}

export function distance_points(rows: Measurement[], candidate_of: (id: string) => Candidate | undefined): DistancePoint[] {
  return rows.flatMap((measurement) => {
    const candidate = candidate_of(measurement.candidate);
    const value = measurement.bound?.fraction;
    if (!candidate || !value || !(value > 0)) return [];
    return [{ candidate, measurement, fraction: value, ...interval_of(measurement, value) }];
  });
}

/// The interval of the fraction, as the measured time's or rate's own interval has it.
function interval_of({ p50_ns, steps_per_second }: Measurement, value: number): { low: number; high: number } {
  const [low, high] = ends(p50_ns ?? steps_per_second ?? { value: 1, low: 1, high: 1 });
  const [of, from, to] = p50_ns ? [1 / p50_ns.value, 1 / high, 1 / low] : [steps_per_second?.value ?? 1, low, high];
  const at = (end: number) => (end > 0 && Number.isFinite(end / of) ? value * (end / of) : value);
  return { low: at(from), high: at(to) };
}

interface Band {
  backend: string;
  first: number; // its heading's lane
  hidden: number[]; // a lane each below the heading
}

function bands_of(points: DistancePoint[], marks: Marks): Band[] {
  const bands: Band[] = [];
  let first = 0;
  for (const backend of marks.backends) {
    const of_it = points.filter((point) => backend_of(point.candidate) === backend);
    if (of_it.length === 0) continue;
    const hidden = [...new Set(of_it.map((point) => point.candidate.hidden))].sort((a, b) => a - b);
    bands.push({ backend, first, hidden });
    first += hidden.length + 1;
  }
  return bands;
}

function lanes_of(bands: Band[]): number {
  return bands.reduce((sum, band) => sum + band.hidden.length + 1, 0);
}

/// Pixels that the plot needs.
export function distance_height(points: DistancePoint[], marks: Marks): number {
  const lanes = lanes_of(bands_of(points, marks));
  return 60 + lanes * (lanes <= 16 ? 28 : 20);
}

export function distance_option(points: DistancePoint[], marks: Marks, theme: Theme, width: number): EChartsCoreOption {
  const bands = bands_of(points, marks);
  const x = x_axis(points, width);
  const lanes = new Map(bands.flatMap((band) => band.hidden.map((hidden, i) => [band.first + 1 + i, String(hidden)])));
  const places = points.map((point) => place_of(point, bands, marks));
  const colours = points.map((point) => marks.colour(point.candidate.family, theme.dark));
  return {
    animation: false,
    textStyle: { fontFamily: theme.font, fontSize: 12 },
    grid: { left: 8, right: 22, top: 24, bottom: 6, containLabel: true },
    tooltip: {
      trigger: "item", confine: true, backgroundColor: theme.card, borderColor: theme.rule, textStyle: { color: theme.ink, fontSize: 13 },
      formatter: (item: { dataIndex: number; seriesId?: string }) => {
        const point = points[item.dataIndex];
        return item.seriesId === "points" && point ? distance_tooltip(point) : "";
      },
    },
    xAxis: {
      type: "value", min: x.min, max: x.max,
      axisLine: { show: true, onZero: false, lineStyle: { color: theme.quiet } },
      axisTick: { show: true, customValues: x.ticks, lineStyle: { color: theme.quiet } },
      axisLabel: { customValues: x.ticks, color: theme.quiet, fontSize: 12, hideOverlap: true, formatter: (value: number) => fraction(10 ** value) },
      splitLine: { show: false },
    },
    yAxis: {
      type: "value", inverse: true, min: -0.5, max: lanes_of(bands) - 0.5,
      axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: false },
      axisLabel: { customValues: [...lanes.keys()], color: theme.quiet, fontSize: 12, formatter: (value: number) => lanes.get(Math.round(value)) ?? "" },
    },
    series: [
      bands_series(bands, x, theme),
      interval_series(places.map(([at, lane], i) => whiskers(points[i], at, lane)), colours, theme) as CustomSeriesOption,
      points_series(points, places, marks, theme, colours),
    ],
  };
}

/// The limit stays in sight however far away the candidates are.
function x_axis(points: DistancePoint[], width: number): Axis {
  const held = points.flatMap((point) => [point.fraction, point.low, point.high]);
  return log_axis(Math.min(...held, 0.5), Math.max(...held, 1), Math.max(3, Math.floor(width / 70)), false);
}

/// Families stand a little apart within a lane, so that equal fractions stay apart too.
function place_of(point: DistancePoint, bands: Band[], marks: Marks): [number, number] {
  const band = bands.find((one) => one.backend === backend_of(point.candidate));
  const lane = band ? band.first + 1 + band.hidden.indexOf(point.candidate.hidden) : 0;
  const families = marks.families.length;
  const apart = families > 1 ? (marks.families.indexOf(point.candidate.family) / (families - 1) - 0.5) * 0.5 : 0;
  return [Math.log10(point.fraction), lane + apart];
}

function whiskers(point: DistancePoint | undefined, at: number, lane: number): Whiskers {
  return [at, lane, Math.log10(point?.low ?? 1), Math.log10(point?.high ?? 1), lane, lane];
}

function points_series(points: DistancePoint[], places: [number, number][], marks: Marks, theme: Theme, colours: string[]): ScatterSeriesOption {
  return {
    id: "points", type: "scatter", z: 4, clip: false, symbolKeepAspect: true,
    data: points.map((point, i) => ({
      value: places[i] ?? [0, 0],
      symbol: `path://${marks.shape(backend_of(point.candidate))}`,
      symbolSize: 11,
      itemStyle: { color: colours[i] ?? theme.quiet, opacity: 0.9, borderColor: theme.card, borderWidth: 0.5 },
    })),
  };
}

/// Each band's name in its heading's lane, a ground for every other band, and the line that none can pass.
function bands_series(bands: Band[], x: Axis, theme: Theme): ScatterSeriesOption {
  return {
    type: "scatter", silent: true, z: 1, symbolSize: 0, tooltip: { show: false },
    data: bands.map((band) => ({
      value: [x.min, band.first],
      label: {
        show: true, position: "right", distance: 6, formatter: band.backend.replace(/[{}]/g, ""), color: theme.ink, fontSize: 12,
        textBorderColor: theme.card, textBorderWidth: 3,
      },
    })),
    markArea: {
      silent: true, animation: false, itemStyle: { color: theme.inside },
      data: bands.filter((_, i) => i % 2 === 0).map((band) => [
        { coord: [x.min, band.first - 0.5] }, { coord: [x.max, band.first + band.hidden.length + 0.5] }]),
    },
    markLine: {
      silent: true, symbol: "none", animation: false,
      data: [[
        {
          coord: [0, lanes_of(bands) - 0.5], lineStyle: { color: theme.limit, type: "dashed", width: 1.25 },
          label: { show: true, formatter: "the limit", position: "end", color: theme.limit, fontSize: 12 },
        },
        { coord: [0, -0.5] },
      ]],
    },
  };
}

function distance_tooltip({ candidate, measurement, fraction: of_limit }: DistancePoint): HTMLElement {
  const { bound, p50_ns, steps_per_second } = measurement;
  const lines: [string, string][] = [["of the limit", fraction(of_limit)]];
  if (bound) lines.push(["bound", `${duration(bound.ns)} a step, by ${bound.by}`]);
  if (p50_ns) lines.push(["p50", with_interval(p50_ns, "ns")]);
  else if (steps_per_second) lines.push(["steps a second", quantity(steps_per_second.value, "per_second")]);
  const list = element("dl");
  for (const [name, value] of lines) list.append(element("dt", {}, name), element("dd", {}, value));
  return element("div", { class: "tip" }, element("strong", {}, candidate.id), list);
}
