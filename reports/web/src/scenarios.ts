// What was measured, scenario by scenario: each on its host, offline by its batching, with the terms that it was measured under.
import { duration, known } from "./format";
import type { Measurement, Report } from "./report";

export interface Group {
  scenario: string;
  name: string; // "offline, batching bucket"
  terms: string; // "a step every 1 ms"
  rows: Measurement[];
  without_figure: Map<string, number>; // who passed and yet has no figure: the reason, and how many it concerns
}

/// Without those of candidates that did not pass, who have a section of their own that says why.
export function measured_rows(report: Report): Measurement[] {
  const passed = new Set(report.candidates.filter(({ status }) => status === "passed").map(({ id }) => id));
  return report.measurements.filter((one) => passed.has(one.candidate));
}

/// In the report's order.
export function groups_of(report: Report): Group[] {
  const groups = new Map<string, Group>();
  const several_hosts = (report.hosts ?? []).length > 1;
  for (const one of measured_rows(report)) {
    const name = [
      one.scenario + (one.batching ? `, batching ${one.batching}` : ""),
      several_hosts && one.host ? ` on ${one.host}` : "",
    ].join("");
    const terms = terms_of(one);
    const key = `${name}: ${terms}`;
    const group: Group = groups.get(key) ?? { scenario: one.scenario, name, terms, rows: [], without_figure: new Map() };
    groups.set(key, group);
    if (one.samples !== 0) group.rows.push(one);
    else for (const reason of one.reasons ?? []) group.without_figure.set(reason, (group.without_figure.get(reason) ?? 0) + 1);
  }
  return [...groups.values()];
}

function terms_of(one: Measurement): string {
  if (one.scenario === "streaming") return known(one.chunk) && one.chunk !== 1 ? `${one.chunk} steps a call` : "step by step";
  if (one.scenario === "cold") return "the first step after the caches were flushed";
  if (one.scenario === "endless") return "one stream without a reset";
  if (one.scenario === "offline") return "whole batches";
  if (!known(one.period_ns)) return "";
  if (one.scenario === "server") return `a stream steps every ${duration(one.period_ns)}, p99 within ${duration(one.budget_ns)}`;
  return `a step every ${duration(one.period_ns)}, to be answered within ${duration(one.deadline_ns)}`
    + (one.evict ? ", other memory traffic between them" : "");
}
