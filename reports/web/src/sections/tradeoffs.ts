// The two charts of a budget with their switches and what they say beside the plot.
import { Plot } from "../charts/plot";
import { points_of, type Cost, type Point } from "../charts/points";
import { tradeoff_option } from "../charts/tradeoff";
import { element } from "../dom";
import type { Unit } from "../format";
import { bidirectional, quality_of, type Split } from "../lookup";
import { limit_on } from "../metrics";
import type { Page } from "../page";
import { switch_of } from "../switch";
import type { Maybe } from "../maybe";
import type { Better, Interval, Measurement, Ranking } from "../../generated/report";

interface CostAxis {
  name: string; // as a metric path
  words: string;
  unit: Unit;
  cost: Cost;
}

type PercentileKey = "p50_ns" | "p90_ns" | "p99_ns" | "p999_ns";
const percentile_keys: PercentileKey[] = ["p50_ns", "p90_ns", "p99_ns", "p999_ns"];

function percentile_axis(page: Page, ranking: Ranking, key: PercentileKey): CostAxis {
  const name = key.replace("_ns", "");
  return {
    name: `latency.streaming.${name}`,
    words: `streaming latency ${name.replace("p999", "p99.9")} a step`,
    unit: "ns",
    cost: (candidate) => (page.lookup.measurement(candidate.id, "streaming", ranking.host) as Maybe<Measurement>)?.[key] ?? null,
  };
}

export function latency_chart(page: Page, ranking: Ranking): HTMLElement {
  const axes = percentile_keys
    .filter((key) => key === "p50_ns" || key === "p99_ns" || limit_on(ranking, percentile_axis(page, ranking, key).name))
    .map((key) => percentile_axis(page, ranking, key));
  const limited = axes.filter((axis) => limit_on(ranking, axis.name));
  const first = limited[limited.length - 1] ?? axes[axes.length - 1];
  return new TradeoffFigure(page, ranking, "latency", axes, first, latency_omissions).host;
}

export function memory_chart(page: Page, ranking: Ranking): HTMLElement {
  const whole = (bytes: number): Interval => ({ value: bytes, low: bytes, high: bytes });
  const axis: CostAxis = {
    name: "memory.total",
    words: "memory of one stream: weights, state and scratch",
    unit: "bytes",
    cost: (candidate) => (typeof candidate.memory?.total_bytes === "number" ? whole(candidate.memory.total_bytes) : null),
  };
  return new TradeoffFigure(page, ranking, "memory", [axis], axis, memory_omissions).host;
}

/// What the plot leaves out, and why.
type Omissions = (page: Page, left_out: string[]) => string;

const latency_omissions: Omissions = (page, left_out) => {
  const offline = left_out.filter((id) => {
    const candidate = page.lookup.candidate(id);
    return candidate !== undefined && bidirectional(candidate);
  }).length;
  const parts = [];
  if (offline > 0) parts.push(`${offline} bidirectional: they need the whole sequence, so they have no streaming latency`);
  if (left_out.length > offline) parts.push(`${left_out.length - offline} without a measured streaming latency or quality`);
  return parts.length ? `Left out: ${parts.join("; ")}.` : "";
};

const memory_omissions: Omissions = (_, left_out) =>
  left_out.length ? `Left out: ${left_out.length} without a measured memory or quality.` : "";

class TradeoffFigure {
  readonly host: HTMLElement;
  private readonly plot: Plot;
  private readonly y_name = element("p", { class: "axis" });
  private readonly x_name = element("p", { class: "axis x" });
  private readonly omitted = element("p", { class: "note" });
  private readonly empty = element("p", { class: "empty" });
  private split: Split = "test";

  constructor(
    private readonly page: Page,
    private readonly ranking: Ranking,
    private readonly name: string,
    axes: CostAxis[],
    private axis: CostAxis | undefined,
    private readonly omissions: Omissions,
  ) {
    const label = `${page.lookup.primary} against ${name === "memory" ? "memory" : "streaming latency"}, budget ${ranking.budget}`;
    this.plot = new Plot(name, label, (theme, width) => tradeoff_option(page.lookup, page.marks, this.content(), theme, width));
    const axis_switch = switch_of("Percentile", axes.map((one) => one.name.split(".").pop() ?? ""), axes.indexOf(axis as CostAxis),
      (i) => this.update(() => (this.axis = axes[i])));
    const split_switch = switch_of("Split", ["test", "validation"], 0,
      (i) => this.update(() => (this.split = i === 0 ? "test" : "validation")));
    this.host = element("figure", {},
      element("div", { class: "switches" }, axes.length > 1 ? axis_switch : null, split_switch),
      this.y_name, this.empty, page.add(this.plot), this.x_name, this.omitted);
    page.filter.on_change(() => this.update(() => undefined));
    this.describe();
  }

  private update(change: () => void): void {
    change();
    this.describe();
    if (this.points().length > 0) this.plot.draw();
  }

  private get better(): Better {
    for (const candidate of this.page.report.candidates) {
      const better = quality_of(candidate, this.page.lookup.primary)?.better;
      if (better) return better;
    }
    return "max";
  }

  private all_points(): Point[] {
    return this.axis ? points_of(this.page.lookup, this.ranking, this.axis.cost, this.split) : [];
  }

  private points(): Point[] {
    return this.all_points().filter((point) => this.page.filter.shows(point.candidate));
  }

  private content() {
    const axis = this.axis;
    const x_limit = axis && limit_on(this.ranking, axis.name);
    return {
      points: this.points(),
      better: this.better,
      split: this.split,
      x_name: axis?.name ?? "",
      x_unit: axis?.unit ?? ("none" as const),
      x_limit: x_limit?.max ?? null,
      y_limit: limit_on(this.ranking, `quality.${this.page.lookup.primary}`),
      floor: this.split === "test" ? this.floor() : null,
    };
  }

  /// The floor of the test split is the same for every candidate.
  private floor(): number | null {
    for (const candidate of this.page.report.candidates) {
      const floor = quality_of(candidate, this.page.lookup.primary)?.floor;
      if (typeof floor === "number") return floor;
    }
    return null;
  }

  private describe(): void {
    const all = this.all_points();
    const placed = new Set(all.map((point) => point.candidate.id));
    const left_out = this.ranking.order.map((place) => place.candidate).filter((id) => !placed.has(id));
    const arrow = this.better === "max" ? "↑ higher is better" : "↓ lower is better";
    const shown = this.points().length;
    this.y_name.textContent = `${this.page.lookup.primary}, ${this.split} split, ${arrow}`;
    this.x_name.textContent = `${this.axis?.words ?? ""}, log scale, ← less is better`;
    this.omitted.textContent = this.omissions(this.page, left_out);
    this.empty.textContent = shown === 0 ? `No candidate to show in this ${this.name} chart.` : "";
    this.plot.host.hidden = shown === 0;
    this.plot.host.dataset.points = String(shown);
  }
}
