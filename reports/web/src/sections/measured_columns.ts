// The columns of each scenario's table: those that the report names, each value with its interval.
import { badge, verdict_badge } from "../badge";
import { confirmed_line, value_cell } from "../cells";
import { element, type Child } from "../dom";
import { duration, fraction, known, missing, quantity, share, type Unit } from "../format";
import { delay_of } from "../lookup";
import type { Page } from "../page";
import type { Maybe } from "../maybe";
import type { Interval, Measurement, ShownColumn, StepParts } from "../../generated/report";
import { unfold_button, type Column } from "../table";
import type { Group } from "../scenarios";

type AColumn = Column<Measurement>;

export function measured_columns(page: Page, group: Group): AColumn[] {
  return [name_column(page), ...delay_columns(page, group), ...figures(page, group), verdict_column];
}

/// The candidate, behind the button that opens its row.
function name_column(page: Page): AColumn {
  return {
    ...page.name_column<Measurement>((row) => row.candidate),
    cell: (row) => element("span", { class: "opens" },
      unfold_button(`Details of ${row.candidate}`, "All percentiles with their intervals, reasons, the command"), page.name_of(row.candidate)),
  };
}

/// As the report has them, bounds only where a row has one.
function figures(page: Page, group: Group): AColumn[] {
  const columns = page.report.shown.scenarios[group.scenario]?.columns ?? [];
  return columns.filter((one) => one.key !== "bound" || group.rows.some((row) => row.bound)).map(column_of);
}

function column_of(one: ShownColumn): AColumn {
  if (one.shown === "bound") return bound_column(one);
  if (one.shown === "fraction") return fraction_column(one);
  if (one.key === "p50_ns") return floored(column(one));
  return column(one);
}

function confirmed_of(row: Measurement, key: string): Child {
  return key === "p50_ns" || key === "p99_ns" ? confirmed_line(row.confirmed?.[key]) : null;
}

function value_of(row: Measurement, key: string): unknown {
  return (row as unknown as Record<string, unknown>)[key];
}

function number_of(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (Array.isArray(value)) return number_of(value[value.length - 1]);
  return (value as Maybe<Interval>)?.value ?? undefined;
}

function cell_of(value: unknown, shown: string): Child {
  const number = number_of(value);
  if (!known(number)) return missing;
  if (shown === "count") return number.toFixed(0);
  if (shown === "last") return number.toExponential(1);
  if (shown === "share") return typeof value === "number" ? share(value) : share_cell(value as Interval);
  return typeof value === "number" ? quantity(number, shown as Unit) : value_cell(value as Interval, shown as Unit);
}

function column({ name, key, shown, explanation }: ShownColumn): AColumn {
  return {
    name, title: explanation, number: true,
    cell: (row) => [cell_of(value_of(row, key), shown), confirmed_of(row, key)],
    key: (row) => number_of(value_of(row, key)),
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
  return row.parts && "step_ns" in row.parts ? row.parts : null;
}

/// The share of a step that embedding, head and the rest of the host take; 0 where it is not known.
export function host_part(row: Measurement): number {
  const parts = step_parts(row);
  return parts && parts.step_ns.value > 0 ? Math.max(0, 1 - parts.cell_ns.value / parts.step_ns.value) : 0;
}

function share_cell(of: Maybe<Interval>): Child {
  if (!of || !known(of.value)) return missing;
  const title = known(of.low) && known(of.high) ? `95 % interval: ${share(Math.max(0, of.low))} … ${share(Math.min(1, of.high))}` : of.unknown ?? "";
  return known(of.low) && of.low === of.high ? share(of.value) : element("span", { class: "has-interval", title }, share(of.value));
}

function bound_column({ name, explanation }: ShownColumn): AColumn {
  return {
    name, title: explanation, number: true,
    cell: ({ bound }) => (bound ? [duration(bound.ns), element("small", {}, `by ${bound.by}`)] : missing), key: (row) => row.bound?.ns,
  };
}

function fraction_column({ name, explanation }: ShownColumn): AColumn {
  return { name, title: explanation, number: true, cell: (row) => fraction_cell(row), key: (row) => row.bound?.fraction };
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
