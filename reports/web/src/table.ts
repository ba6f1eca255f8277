// A table inside its own scrolling box: a head that stays, columns that sort, rows that a filter hides.
import { append, element, type Child } from "./dom";
import type { Filter } from "./filter";
import type { Candidate } from "../generated/report";

export interface Column<Row> {
  name: string;
  title?: string; // what the column holds, for a pointer that rests on it
  number?: boolean; // aligned right
  wide?: boolean; // long text that wraps
  stays?: boolean; // in sight while the others scroll sideways, where the window has room for that
  cell: (row: Row) => Child | Child[];
  key?: (row: Row) => number | string | null | undefined; // what it sorts by; a column without one does not sort
}

export interface TableOptions<Row> {
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  candidate?: (row: Row) => Candidate | undefined; // whom the row is about, for the filter
  class_of?: (row: Row) => string;
  filter?: Filter;
  details?: (row: Row) => HTMLElement; // unfolds below the row; made when first asked for
}

interface Line<Row> {
  row: Row;
  line: HTMLTableRowElement;
  more: HTMLTableRowElement | null; // its details, once they were asked for
}

/// A button of a row that has details: it opens and closes them.
export function unfold_button(label: string, title: string, ...children: Child[]): HTMLElement {
  return element("button", { type: "button", class: "unfold", "aria-expanded": "false", "aria-label": label, title }, ...children);
}

/// Empty values last, whichever the direction.
function compare(a: unknown, b: unknown, sign: number): number {
  const none = (value: unknown) => value === null || value === undefined || value === "" || Number.isNaN(value);
  if (none(a) || none(b)) return Number(none(a)) - Number(none(b));
  if (typeof a === "number" && typeof b === "number") return sign * (a - b);
  return sign * String(a).localeCompare(String(b), "en", { numeric: true });
}

export function table<Row>(options: TableOptions<Row>): HTMLElement {
  const body = element("tbody");
  const lines: Line<Row>[] = options.rows.map((row) => ({ row, line: row_line(options, row), more: null }));
  body.append(...lines.map(({ line }) => line));
  const head = element("tr");
  for (const column of options.columns) head.append(head_cell(column, head, lines, body));
  const count = element("p", { class: "count", "aria-live": "polite" });
  watch(options, lines, count);
  if (options.details) unfold_rows(options, options.details, lines, body);
  const box = element("div", { class: "box", role: "region", "aria-label": options.label, tabindex: "0" },
    element("table", {}, element("thead", {}, head), body));
  return element("div", { class: "table" }, box, count);
}

function class_of<Row>(column: Column<Row>): string {
  return column.number ? "number" : column.wide ? "wide" : column.stays ? "stays" : "";
}

function row_line<Row>(options: TableOptions<Row>, row: Row): HTMLTableRowElement {
  const candidate = options.candidate?.(row);
  const line = element("tr", candidate ? { "data-candidate": candidate.id } : {});
  const more = options.class_of?.(row);
  if (more) line.className = more;
  for (const column of options.columns) {
    const cell = element("td", { class: class_of(column) });
    const content = column.cell(row);
    append(cell, Array.isArray(content) ? content : [content]);
    line.append(cell);
  }
  return line;
}

function head_cell<Row>(column: Column<Row>, head: HTMLElement, lines: Line<Row>[], body: HTMLElement): HTMLElement {
  const cell = element("th", { scope: "col", class: class_of(column), title: column.title ?? "" });
  const key = column.key;
  if (!key) {
    cell.append(column.name);
    return cell;
  }
  const button = element("button", { type: "button" }, column.name);
  button.addEventListener("click", () => {
    const down = cell.getAttribute("aria-sort") === "ascending";
    for (const other of head.children) other.removeAttribute("aria-sort");
    cell.setAttribute("aria-sort", down ? "descending" : "ascending");
    lines.sort((a, b) => compare(key(a.row), key(b.row), down ? -1 : 1));
    body.append(...lines.flatMap(({ line, more }) => (more ? [line, more] : [line])));
  });
  cell.append(button);
  return cell;
}

function watch<Row>(options: TableOptions<Row>, lines: Line<Row>[], count: HTMLElement): void {
  const filter = options.filter;
  if (!filter) return;
  const update = () => {
    let shown = 0;
    for (const { row, line, more } of lines) {
      const candidate = options.candidate?.(row);
      line.hidden = candidate !== undefined && !filter.shows(candidate);
      if (more && line.hidden) fold(line, more, false);
      if (!line.hidden) ++shown;
    }
    count.textContent = shown === lines.length ? "" : `${shown} of ${lines.length} rows shown`;
  };
  filter.on_change(update);
  update();
}

function fold(line: HTMLElement, more: HTMLElement, open: boolean): void {
  more.hidden = !open;
  for (const button of line.querySelectorAll(".unfold")) button.setAttribute("aria-expanded", String(open));
}

/// One listener for all rows; any button of a row that unfolds serves.
function unfold_rows<Row>(options: TableOptions<Row>, details: (row: Row) => HTMLElement, lines: Line<Row>[], body: HTMLElement): void {
  body.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target.closest(".unfold") : null;
    const found = target && lines.find(({ line }) => line.contains(target));
    if (!found) return;
    if (!found.more) {
      const cell = element("td", {}, element("div", {}, details(found.row)));
      cell.colSpan = options.columns.length;
      found.more = element("tr", { class: "more" }, cell);
      found.more.hidden = true;
      found.line.after(found.more);
    }
    fold(found.line, found.more, found.more.hidden);
  });
}
