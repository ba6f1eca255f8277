// The chart of how far each candidate is from the machine's limit, in the scenarios that have a bound.
import { distance_height, distance_option, distance_points, type DistancePoint } from "../charts/distance";
import { Plot } from "../charts/plot";
import { element, section } from "../dom";
import { filter_bar } from "../filter";
import type { Page } from "../page";
import { groups_of, type Group } from "../scenarios";
import { switch_of } from "../switch";

/// Nothing where no measurement has a bound.
export function distance_section(page: Page): HTMLElement | null {
  const groups = groups_of(page.report).filter((group) => points_of(page, group).length > 0);
  const [first] = groups;
  if (!first) return null;
  return section("distance", "Distance from the limit",
    filter_bar(page.filter, page.marks),
    new DistanceFigure(page, groups, first).host,
    element("p", { class: "note" },
      "To the right is better: at 1 a step takes no longer than this machine needs to read the weights once or to do the arithmetic, whichever is more. ",
      "A band for each backend, a lane for each hidden size; colour is the family."));
}

function points_of(page: Page, group: Group): DistancePoint[] {
  return distance_points(group.rows, (id) => page.lookup.candidate(id));
}

class DistanceFigure {
  readonly host: HTMLElement;
  private readonly plot: Plot;
  private readonly y_name = element("p", { class: "axis" }, "hidden size, by backend");
  private readonly x_name = element("p", { class: "axis x" });
  private readonly omitted = element("p", { class: "note" });
  private readonly empty = element("p", { class: "empty" });

  constructor(private readonly page: Page, groups: Group[], private group: Group) {
    this.plot = new Plot("distance", "Fraction of the machine's limit by candidate",
      (theme, width) => distance_option(this.points(), page.marks, theme, width));
    const choice = switch_of("Scenario", groups.map((one) => one.name.replace("offline, batching ", "offline ")), groups.indexOf(group), (i) => {
      this.group = groups[i] ?? this.group;
      this.update();
    });
    this.host = element("figure", {},
      groups.length > 1 ? element("div", { class: "switches" }, choice) : null,
      this.y_name, this.empty, page.add(this.plot), this.x_name, this.omitted);
    page.filter.on_change(() => this.update());
    this.describe();
  }

  private update(): void {
    this.describe();
    if (this.points().length > 0) this.plot.draw();
  }

  private points(): DistancePoint[] {
    return points_of(this.page, this.group).filter((point) => this.page.filter.shows(point.candidate));
  }

  private describe(): void {
    const points = this.points();
    const without = this.group.rows.length - points_of(this.page, this.group).length;
    this.x_name.textContent = `the limit's share of the measured time (${this.group.name}), log scale, more is better →`;
    this.omitted.textContent = without > 0 ? `Left out: ${without} without a measured time or a bound.` : "";
    this.empty.textContent = points.length === 0 ? "No candidate to show in this chart." : "";
    this.plot.host.hidden = points.length === 0;
    this.plot.host.dataset.points = String(points.length);
    this.plot.host.style.height = `${distance_height(points, this.page.marks)}px`;
  }
}
