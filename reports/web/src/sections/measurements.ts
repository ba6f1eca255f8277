// Everything that was measured, scenario by scenario; a row opens to all its figures, its reasons and the command that
// measures it again.
import { verdict_badge } from "../badge";
import { command } from "../copy";
import { element, facts, section, type Child } from "../dom";
import { filter_bar } from "../filter";
import { count, duration, known, with_interval } from "../format";
import type { Page } from "../page";
import type { Maybe } from "../maybe";
import type { Interval, Measurement, StepParts } from "../../generated/report";
import { groups_of, type Group } from "../scenarios";
import { table } from "../table";
import { host_part, measured_columns, step_parts } from "./measured_columns";

/// From this many rows on only the first table stands open.
const many_rows = 200;

export function measurement_section(page: Page): HTMLElement {
  const groups = groups_of(page.report);
  if (groups.length === 0) return section("measurements", "Measured", element("p", {}, "Nothing was measured."));
  const all_open = groups.reduce((rows, group) => rows + group.rows.length, 0) <= many_rows;
  return section("measurements", "Measured",
    element("p", { class: "note" }, note_of(page, groups)),
    filter_bar(page.filter, page.marks),
    ...groups.map((group, i) => group_part(page, group, i, all_open || i === 0)));
}

function note_of(page: Page, groups: Group[]): string {
  const parts = ["The button before a candidate opens all its figures with their 95 % intervals, what speaks against them, and the command that measures it again."];
  if (groups.some((group) => group.rows.some((row) => row.bound))) {
    parts.push("Bound: the least time in which this machine can do the step; its bar is the share of the measured time, full at the limit.");
  }
  if (groups.some((group) => group.rows.some((row) => row.bound && host_part(row) > 0))) {
    parts.push("The tick in a streaming bar is the part of the step that is not the cells: embedding, head, the rest of the host.");
  }
  if (page.report.measurements.some((row) => row.confirmed)) parts.push("Confirmed: what a fresh measurement of a finalist said.");
  return parts.join(" ");
}

function group_part(page: Page, group: Group, index: number, open: boolean): HTMLElement {
  return element("details", { id: `measured-${index + 1}`, class: "scenario", "data-scenario": group.scenario, open },
    element("summary", {}, element("h3", {}, group.name), group.terms ? element("span", { class: "terms" }, ` ${group.terms}`) : null),
    table<Measurement>({
      label: `Measured: ${group.name}`,
      rows: group.rows,
      columns: measured_columns(page, group),
      filter: page.filter,
      candidate: (row) => page.lookup.candidate(row.candidate),
      details: details_of,
    }),
    ...[...group.without_figure].map(([reason, candidates]) =>
      element("p", { class: "note" }, `${candidates === 1 ? "1 candidate has" : `${candidates} candidates have`} no figure here: ${reason}`)));
}

function details_of(row: Measurement): HTMLElement {
  const reasons = row.reasons ?? [];
  const parts = step_parts(row);
  const said = [...reasons, ...(row.notes ?? [])];
  return element("div", { class: "unfolded" },
    element("p", {}, verdict_badge(row), reasons.length === 0 ? " nothing speaks against it." : ""),
    said.length > 0 && element("ul", {}, ...said.map((one) => element("li", {}, one))),
    facts(
      ["samples", known(row.samples) ? count(row.samples) : null],
      ["p50", figure(row.p50_ns)],
      ["p90", figure(row.p90_ns)],
      ["p99", figure(row.p99_ns)],
      ["p99.9", figure(row.p999_ns)],
      ["max", known(row.max_ns) ? duration(row.max_ns) : null],
      ["mean", figure(row.mean_ns)],
      ["the cell's p50", figure(row.cell_p50_ns)],
      ["the mean step's parts", parts ? parts_text(parts) : null],
      ["confirmed p50", figure(row.confirmed?.p50_ns)],
      ["confirmed p99", figure(row.confirmed?.p99_ns)],
      ["bound", row.bound ? `${duration(row.bound.ns)} by ${row.bound.by}` : null],
      ["steps a second", row.steps_per_second ? with_interval(row.steps_per_second, "per_second") : null],
      ["sequences a second", row.sequences_per_second ? with_interval(row.sequences_per_second, "per_second") : null],
      ["jitter", figure(row.jitter_ns)],
      ["prepare", figure(row.prepare_ns)],
      ["batch", known(row.batch_size) ? count(row.batch_size) : null],
      ["instructions a step", row.instructions ? with_interval(row.instructions, "none") : null],
      ["nmse, part by part", nmse_parts(row.nmse)]),
    row.reproduce ? command(row.reproduce) : null);
}

/// What is left over stands there, too.
function parts_text(parts: StepParts): string {
  const named: [string, Interval][] = [
    ["embedding", parts.embedding_ns], ["cells", parts.cell_ns], ["head", parts.head_ns],
    ["the rest of the host", parts.rest_ns], ["not explained", parts.residual_ns],
  ];
  return `${duration(parts.step_ns.value)} = ${named.map(([name, part]) => `${name} ${duration(part.value)}`).join(" + ")}`;
}

function figure(interval: Maybe<Interval>): Child {
  return interval ? with_interval(interval, "ns") : null;
}

function nmse_parts(nmse: Maybe<number[]>): Child {
  return nmse?.length ? nmse.map((value) => (known(value) ? value.toExponential(1) : "not a number")).join(", ") : null;
}
