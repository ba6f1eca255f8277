// Cells that several tables share.
import { element, type Child } from "./dom";
import { duration, known, missing, quantity, with_interval, type Unit } from "./format";
import type { Maybe } from "./maybe";
import type { Interval } from "../generated/report";
import type { Column } from "./table";

/// A value above its 95 % interval.
export function interval_cell(interval: Maybe<Interval>, unit: Unit): Child[] {
  if (!interval || !known(interval.value)) return [missing];
  const value = quantity(interval.value, unit);
  if (!known(interval.low) || !known(interval.high) || interval.low === interval.high) return [value];
  return [value, element("small", {}, `${quantity(interval.low, unit)} … ${quantity(interval.high, unit)}`)];
}

export function interval_column<Row>(name: string, of: (row: Row) => Maybe<Interval>, unit: Unit, title = ""): Column<Row> {
  return { name, title, number: true, cell: (row) => interval_cell(of(row), unit), key: (row) => of(row)?.value };
}

/// A value whose 95 % interval a pointer reads; the row's details say it too.
export function value_cell(interval: Maybe<Interval>, unit: Unit): Child {
  if (!interval || !known(interval.value)) return missing;
  const value = quantity(interval.value, unit);
  if (!known(interval.low) || !known(interval.high) || interval.low === interval.high) return value;
  return element("span", { class: "has-interval", title: `95 % interval: ${quantity(interval.low, unit)} … ${quantity(interval.high, unit)}` }, value);
}

/// What a fresh measurement of a finalist said of the value above; nothing where there was none.
export function confirmed_line(interval: Maybe<Interval>): Child {
  if (!interval || !known(interval.value)) return null;
  return element("small", { class: "confirmed", title: `measured afresh as a finalist: ${with_interval(interval, "ns")}` },
    `confirmed ${duration(interval.value)}`);
}
