// What a chart says of one candidate.
import { place_badge } from "../badge";
import { element } from "../dom";
import { plain, quantity, with_interval, type Unit } from "../format";
import { delay_of, type Lookup, type Split } from "../lookup";
import type { Point } from "./points";

export interface Naming {
  x_name: string;
  x_unit: Unit;
  split: Split;
}

export function point_tooltip(lookup: Lookup, point: Point, naming: Naming): HTMLElement {
  const { candidate, place } = point;
  const lines: [string, string][] = [
    [`${lookup.primary} (${naming.split})`, with_interval(point.y, "none")],
    [naming.x_name, with_interval(point.x, naming.x_unit)],
  ];
  const quality = candidate.quality?.[lookup.primary];
  if (naming.split === "test" && typeof quality?.floor === "number") lines.push(["its floor", plain(quality.floor)]);
  const delay = delay_of(candidate, lookup.measurement(candidate.id, "streaming"));
  if (delay > 0) lines.push(["output delay", `+${quantity(delay, "steps")}`]);
  const list = element("dl");
  for (const [name, value] of lines) list.append(element("dt", {}, name), element("dd", {}, value));
  const standing = `rank ${place.rank}${point.wins ? ", the winner" : ""}${point.on_front ? ", on the Pareto front" : ""} `;
  return element("div", { class: "tip" }, element("strong", {}, candidate.id), list,
    element("div", {}, standing, place_badge(place)));
}
