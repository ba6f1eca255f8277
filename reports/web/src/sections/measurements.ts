// What was measured, candidate by candidate, with the command that measures it again.
import { verdict_badge } from "../badge";
import { interval_column } from "../cells";
import { command } from "../copy";
import { element, section, type Child } from "../dom";
import { count, duration, known, missing, plain, quantity, share, text } from "../format";
import { delay_of } from "../lookup";
import type { Page } from "../page";
import type { Measurement } from "../report";
import { table, type Column } from "../table";

export function measurement_section(page: Page): HTMLElement {
  const scenarios = [...new Set(page.report.measurements.map((one) => one.scenario))];
  return section("measurements", "Measurements",
    ...(scenarios.length ? scenarios.map((scenario, i) => scenario_part(page, scenario, i === 0)) : [element("p", {}, "Nothing was measured.")]));
}

function scenario_part(page: Page, scenario: string, open: boolean): HTMLElement {
  const rows = page.report.measurements.filter((one) => one.scenario === scenario);
  const columns = [
    page.name_column<Measurement>((row) => row.candidate),
    ...((page.report.hosts ?? []).length > 1 ? [host_column] : []),
    ...(scenario === "offline" ? offline_columns : streaming_columns(page, rows)),
    ...last_columns,
  ];
  return element("details", { open },
    element("summary", {}, scenario === "offline" ? "offline: whole batches" : `${scenario}: step by step`),
    table<Measurement>({ label: `Measurements, ${scenario}`, rows, columns, filter: page.filter, candidate: (row) => page.lookup.candidate(row.candidate) }));
}

const host_column: Column<Measurement> = { name: "host", cell: (row) => row.host ?? missing, key: (row) => row.host };

function streaming_columns(page: Page, rows: Measurement[]): Column<Measurement>[] {
  const delay = (row: Measurement) => delay_of(page.lookup.candidate(row.candidate), row);
  const columns: (Column<Measurement> | false)[] = [
    { name: "samples", number: true, cell: (row) => count(row.samples), key: (row) => row.samples },
    interval_column<Measurement>("p50", (row) => row.p50_ns, "ns"),
    interval_column<Measurement>("p90", (row) => row.p90_ns, "ns"),
    interval_column<Measurement>("p99", (row) => row.p99_ns, "ns"),
    interval_column<Measurement>("p99.9", (row) => row.p999_ns, "ns"),
    { name: "max", number: true, cell: (row) => duration(row.max_ns), key: (row) => row.max_ns },
    interval_column<Measurement>("the cell's p50", (row) => row.cell_p50_ns, "ns"),
    rows.some((row) => delay(row) > 0) && { name: "delay", number: true, cell: (row) => delay_text(delay(row), row), key: delay },
    rows.some((row) => row.bound) && {
      name: "bound", title: "the physical limit of the step, and the share of it that was reached", number: true,
      cell: bound_text, key: (row) => row.bound?.fraction,
    },
  ];
  return columns.filter((column): column is Column<Measurement> => column !== false);
}

function delay_text(steps: number, row: Measurement): string {
  if (steps === 0) return "0";
  return `+${quantity(steps, "steps")}${known(row.delay_ns) ? ` (${duration(row.delay_ns)})` : ""}`;
}

function bound_text({ bound }: Measurement): string {
  return bound ? `${duration(bound.ns)} by ${bound.by}, ${share(bound.fraction)} reached` : missing;
}

const offline_columns: Column<Measurement>[] = [
  interval_column<Measurement>("steps a second", (row) => row.steps_per_second, "per_second"),
  interval_column<Measurement>("sequences a second", (row) => row.sequences_per_second, "per_second"),
  {
    name: "batching", title: "how sequences were put side by side",
    cell: (row) => text(row.batching), key: (row) => row.batching,
  },
  { name: "batch", number: true, cell: (row) => plain(row.batch_size), key: (row) => row.batch_size },
  {
    name: "padded", title: "share of the batches' steps that are padding", number: true,
    cell: (row) => (known(row.padded_share) ? share(row.padded_share) : missing), key: (row) => row.padded_share,
  },
  { name: "samples", number: true, cell: (row) => count(row.samples), key: (row) => row.samples },
];

const last_columns: Column<Measurement>[] = [
  { name: "verdict", cell: (row) => verdict_badge(row), key: (row) => row.verdict },
  { name: "reasons", wide: true, cell: reasons },
  { name: "measure it again", cell: (row) => (row.reproduce ? command(row.reproduce) : missing) },
];

function reasons(row: Measurement): Child {
  return (row.reasons ?? []).join("; ");
}
