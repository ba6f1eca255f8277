// What a machine can do at most, as it was measured: bandwidth by level of its memory, operations by arithmetic.
import { element, type Child } from "../dom";
import { bandwidth, bytes, known, operation_rate } from "../format";
import type { Maybe } from "../maybe";
import type { MachineLimits } from "../../generated/report";
import { table } from "../table";

interface Row {
  name: string;
  of: string;
  value: number;
}

/// Nothing where the limits were not measured.
export function machine_limits(limits: Maybe<MachineLimits>): HTMLElement | null {
  const levels = (limits?.bandwidths ?? []).filter((one) => known(one.bytes_per_second))
    .map((one): Row => ({ name: one.level, of: bytes(one.bytes), value: one.bytes_per_second }));
  const peaks = (limits?.peaks ?? []).filter((one) => known(one.operations_per_second))
    .map((one): Row => ({ name: one.arithmetic, of: one.isa, value: one.operations_per_second }));
  if (levels.length + peaks.length === 0) return null;
  return element("div", { class: "charts limits-of-host" },
    part("Bandwidth of reading, by level", ["level", "working set", "bandwidth"], levels, bandwidth),
    part("Peak of one core, by arithmetic", ["arithmetic", "ISA", "operations"], peaks, operation_rate));
}

function part(label: string, names: [string, string, string], rows: Row[], text: (value: number) => string): Child {
  if (rows.length === 0) return null;
  const most = Math.max(...rows.map((row) => row.value));
  return element("div", {}, element("h3", {}, label), table<Row>({
    label,
    rows,
    columns: [
      { name: names[0], cell: (row) => row.name },
      { name: names[1], cell: (row) => row.of },
      { name: names[2], number: true, cell: (row) => [text(row.value), rate_bar(row.value / most)] },
    ],
  }));
}

/// Of the largest; the number beside it says the same.
function rate_bar(part_of_most: number): HTMLElement {
  const bar = element("span", { class: "bar rate", "aria-hidden": "true" });
  const filled = element("span", { class: "filled" });
  filled.style.width = `${100 * part_of_most}%`;
  bar.append(filled);
  return bar;
}
