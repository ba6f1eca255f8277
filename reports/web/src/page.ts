// What every section needs: the report, the looks of its candidates, the filter, and where charts wait for their start.
import type { Plot } from "./charts/plot";
import { element } from "./dom";
import { Filter } from "./filter";
import { backend_of, Lookup } from "./lookup";
import { mark_icon, Marks } from "./marks";
import type { Report } from "../generated/report";
import type { Column } from "./table";

export class Page {
  readonly lookup: Lookup;
  readonly marks: Marks;
  readonly filter = new Filter();
  readonly plots: Plot[] = [];

  constructor(readonly report: Report) {
    this.lookup = new Lookup(report);
    this.marks = new Marks(report);
  }

  add(plot: Plot): HTMLElement {
    this.plots.push(plot);
    return plot.host;
  }

  /// The id behind its mark.
  name_of(id: string): HTMLElement {
    const candidate = this.lookup.candidate(id);
    const icon = candidate ? mark_icon(this.marks, candidate.family, backend_of(candidate)) : null;
    return element("span", { class: "name" }, icon, element("code", {}, id));
  }

  /// The column that says whom a row is about.
  name_column<Row>(id: (row: Row) => string): Column<Row> {
    return { name: "candidate", cell: (row) => this.name_of(id(row)), key: id, stays: true };
  }
}
