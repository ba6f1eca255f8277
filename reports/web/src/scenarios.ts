// What was measured, scenario by scenario: each on its host, offline by its batching, with the terms that it was measured under.
import type { Measurement, Report } from "../generated/report";

export interface Group {
  scenario: string;
  name: string; // "offline", with its host where there are several
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
    const name = one.scenario + (several_hosts && one.host ? ` on ${one.host}` : "");
    const terms = one.terms;
    const key = `${name}: ${terms}`;
    const group: Group = groups.get(key) ?? { scenario: one.scenario, name, terms, rows: [], without_figure: new Map() };
    groups.set(key, group);
    if (one.samples !== 0) group.rows.push(one);
    else for (const reason of one.reasons ?? []) group.without_figure.set(reason, (group.without_figure.get(reason) ?? 0) + 1);
  }
  return [...groups.values()];
}
