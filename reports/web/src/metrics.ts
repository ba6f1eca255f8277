// Metric paths: "quality.accuracy", "latency.streaming.p99", "memory.total", "throughput.offline.steps_per_second".
import { quantity, share, type Unit } from "./format";
import type { Limit, Ranking } from "../generated/report";

export function unit_of(metric: string): Unit {
  if (metric.startsWith("latency.")) return metric.endsWith(".delay") ? "steps" : "ns";
  if (metric.startsWith("memory.")) return "bytes";
  return metric.startsWith("throughput.") ? "per_second" : "none";
}

export function metric_text(metric: string, value: number | null | undefined): string {
  return quantity(value, unit_of(metric));
}

export function limit_value(limit: Limit): number | null {
  return limit.max ?? limit.min ?? null;
}

/// "At most", not "at least".
export function is_max(limit: Limit | undefined): boolean {
  return typeof limit?.max === "number";
}

/// "latency.streaming.p99 ≤ 10 µs (reserve 15 %)"
export function limit_text(limit: Limit): string {
  const sign = is_max(limit) ? "≤" : "≥";
  const reserve = limit.reserve ? ` (reserve ${share(limit.reserve)})` : "";
  return `${limit.metric} ${sign} ${metric_text(limit.metric, limit_value(limit))}${reserve}`;
}

export function limit_on(ranking: Ranking, metric: string): Limit | undefined {
  return (ranking.limits ?? []).find((limit) => limit.metric === metric);
}
