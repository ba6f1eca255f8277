// Cells that several tables share.
import { element, type Child } from "./dom";
import { known, missing, quantity, type Unit } from "./format";
import type { Interval, Maybe } from "./report";
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
