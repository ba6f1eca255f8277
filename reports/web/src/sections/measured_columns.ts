// The columns of each scenario's table: those of the terminal, each value with its interval.
import { badge, verdict_badge } from "../badge";
import { confirmed_line, value_cell } from "../cells";
import { element, type Child } from "../dom";
import { duration, fraction, known, missing, quantity, share, type Unit } from "../format";
import { delay_of } from "../lookup";
import type { Page } from "../page";
import type { Interval, Maybe, Measurement, StepParts } from "../report";
import { unfold_button, type Column } from "../table";
import type { Group } from "../scenarios";

type IntervalKey = {
  [Key in keyof Measurement]-?: Measurement[Key] extends Maybe<Interval> ? (Interval extends Measurement[Key] ? Key : never) : never;
}[keyof Measurement];

type AColumn = Column<Measurement>;

export function measured_columns(page: Page, group: Group): AColumn[] {
  return [name_column(page), ...delay_columns(page, group), ...figures(group), verdict_column];
}

/// The candidate, behind the button that opens its row.
function name_column(page: Page): AColumn {
  return {
    ...page.name_column<Measurement>((row) => row.candidate),
    cell: (row) => element("span", { class: "opens" },
      unfold_button(`Details of ${row.candidate}`, "All percentiles with their intervals, reasons, the command"), page.name_of(row.candidate)),
  };
}

function figures(group: Group): AColumn[] {
  const p50 = column("p50", "p50_ns", "ns", "the median");
  const p99 = column("p99", "p99_ns", "ns");
  const p999 = column("p99.9", "p999_ns", "ns");
  if (group.scenario === "streaming") return [floored(p50), p99, p999, ...bound_columns(group)];
  if (group.scenario === "realtime") return [p50, p99, max_column, column("jitter", "jitter_ns", "ns", "mean difference of a latency from the one before it"), missed_column];
  if (group.scenario === "server") {
    return [streams_column, column("steps/s", "steps_per_second", "per_second"), p50, p99];
  }
  if (group.scenario === "cold") {
    return [p50, max_column, column("prepare", "prepare_ns", "ns", "time to repack the weights, once"),
      column("first step", "first_step_ns", "ns", "the very first step of a process")];
  }
  if (group.scenario === "endless") {
    return [p50, p999, missed_column, column("slow-down", "slow_down", "none", "the last part's median over the first's"), drift_column,
      column("growth", "growth_bytes", "bytes", "of the process, from the stream's first part to its last")];
  }
  if (group.scenario === "offline") {
    return [column("steps/s", "steps_per_second", "per_second"), column("sequences/s", "sequences_per_second", "per_second"),
      padded_column, ...bound_columns(group)];
  }
  return [p50, p99, p999, max_column];
}

function confirmed_of(row: Measurement, key: IntervalKey): Child {
  return key === "p50_ns" || key === "p99_ns" ? confirmed_line(row.confirmed?.[key]) : null;
}

function column(name: string, key: IntervalKey, unit: Unit, title = ""): AColumn {
  return {
    name, title, number: true,
    cell: (row) => [value_cell(row[key], unit), confirmed_of(row, key)],
    key: (row) => row[key]?.value,
  };
}

/// A step of which the cells are the smaller part measures the host.
function floored(p50: AColumn): AColumn {
  return {
    ...p50,
    cell: (row) => {
      const part = host_part(row);
      const cell = [p50.cell(row)].flat();
      if (part > 0.5) cell.push(element("small", { class: "warn" }, `${share(Math.min(1, part))} of it not the cells`));
      return cell;
    },
  };
}

/// Of a streaming step; an offline batch has others.
export function step_parts(row: Measurement): StepParts | null {
  return row.scenario === "streaming" && row.parts ? row.parts : null;
}

/// The share of a step that embedding, head and the rest of the host take; 0 where it is not known.
export function host_part(row: Measurement): number {
  const parts = step_parts(row);
  return parts && parts.step_ns.value > 0 ? Math.max(0, 1 - parts.cell_ns.value / parts.step_ns.value) : 0;
}

const max_column: AColumn = { name: "max", number: true, cell: (row) => duration(row.max_ns), key: (row) => row.max_ns };

const missed_column: AColumn = {
  name: "missed", title: "share of the steps that were answered after their deadline", number: true,
  cell: (row) => share_cell(row.missed), key: (row) => row.missed?.value,
};

function share_cell(of: Maybe<Interval>): Child {
  if (!of || !known(of.value)) return missing;
  const title = known(of.low) && known(of.high) ? `95 % interval: ${share(Math.max(0, of.low))} … ${share(Math.min(1, of.high))}` : of.unknown ?? "";
  return known(of.low) && of.low === of.high ? share(of.value) : element("span", { class: "has-interval", title }, share(of.value));
}

const streams_column: AColumn = {
  name: "streams", title: "as many as kept the budget", number: true,
  cell: (row) => (row.streams ? row.streams.value.toFixed(0) : missing), key: (row) => row.streams?.value,
};

const drift_column: AColumn = {
  name: "nmse", title: "squared differences from the oracle in the stream's last part", number: true,
  cell: (row) => last_nmse(row)?.toExponential(1) ?? missing, key: last_nmse,
};

function last_nmse({ nmse }: Measurement): number | undefined {
  const last = nmse?.[nmse.length - 1];
  return known(last) ? last : undefined;
}

const padded_column: AColumn = {
  name: "padded", title: "share of the batches' steps that are padding", number: true,
  cell: (row) => share(row.padded_share), key: (row) => row.padded_share,
};

/// Nothing where no row has a bound.
function bound_columns(group: Group): AColumn[] {
  if (!group.rows.some((row) => row.bound)) return [];
  return [
    {
      name: "bound", title: "the least time that this machine needs for a step, and which of its limits says so", number: true,
      cell: ({ bound }) => (bound ? [duration(bound.ns), element("small", {}, `by ${bound.by}`)] : missing), key: (row) => row.bound?.ns,
    },
    {
      name: "fraction", title: "the bound's share of the measured time: 1 is the limit", number: true,
      cell: (row) => fraction_cell(row), key: (row) => row.bound?.fraction,
    },
  ];
}

/// The whole bar is the measured step, its filled part the bound, the tick the part that is not the cells.
function fraction_cell(row: Measurement): Child[] {
  const { bound } = row;
  if (!bound || !known(bound.fraction)) return [missing];
  const host = host_part(row);
  const words = `${fraction(bound.fraction)} of the limit${host > 0 ? `; ${share(host)} of the step is not the cells` : ""}`;
  const bar = element("span", { class: bound.fraction > 1 ? "bar beyond" : "bar", role: "img", "aria-label": words, title: words });
  const filled = element("span", { class: "filled" });
  filled.style.width = `${Math.min(100, 100 * bound.fraction)}%`;
  bar.append(filled);
  if (host > 0) {
    const tick = element("span", { class: "tick" });
    tick.style.left = `${Math.min(100, 100 * host)}%`;
    bar.append(tick);
  }
  return [fraction(bound.fraction), bar];
}

function delay_columns(page: Page, group: Group): AColumn[] {
  const delay = (row: Measurement) => delay_of(page.lookup.candidate(row.candidate), row);
  if (group.scenario !== "streaming" || !group.rows.some((row) => delay(row) > 0)) return [];
  return [{
    name: "delay", title: "steps by which the answer lags behind its input", number: true,
    cell: (row) => delay_text(delay(row), row), key: delay,
  }];
}

function delay_text(steps: number, row: Measurement): string {
  if (steps === 0) return "0";
  return `+${quantity(steps, "steps")}${known(row.delay_ns) ? ` (${duration(row.delay_ns)})` : ""}`;
}

/// The badge opens the reasons where there are some.
const verdict_column: AColumn = {
  name: "verdict",
  cell: (row) => {
    const reasons = row.reasons ?? [];
    if (!row.verdict) return badge("unknown", "neutral");
    if (reasons.length === 0) return verdict_badge(row);
    return unfold_button(`${row.verdict}, ${words_of(reasons.length)}: open them`, reasons.join("; "),
      verdict_badge(row), element("small", {}, words_of(reasons.length)));
  },
  key: (row) => row.verdict,
};

function words_of(reasons: number): string {
  return reasons === 1 ? "1 reason" : `${reasons} reasons`;
}
