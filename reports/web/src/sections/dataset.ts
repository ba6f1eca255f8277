// The data: its splits, and how long their sequences are.
import { lengths_option, type LengthSplit } from "../charts/lengths";
import { Plot } from "../charts/plot";
import { element, facts, section } from "../dom";
import { count, duration, plain } from "../format";
import type { Page } from "../page";
import type { Dataset, Split } from "../../generated/report";
import { table } from "../table";

interface Row {
  name: string;
  split: Split;
}

export function dataset_section(page: Page): HTMLElement | null {
  const dataset = page.report.dataset;
  if (!dataset) return null;
  return section("dataset", `Dataset ${dataset.id ?? ""}`,
    dataset.title ? element("p", {}, dataset.title) : null,
    lengths_figure(page, dataset),
    splits_table(dataset),
    facts(
      ["features a step", dataset.features ? count(dataset.features) : null],
      ["vocabulary", dataset.vocabulary ? count(dataset.vocabulary) : null],
      ["outputs", dataset.outputs ? count(dataset.outputs) : null],
      ["time between steps", dataset.step_seconds ? duration(dataset.step_seconds * 1e9) : null],
      ["classes", dataset.classes?.length ? dataset.classes.join(", ") : null],
      ["sha256", dataset.sha256 ? element("code", { class: "hash" }, dataset.sha256) : null]),
    ...list_of("Met in its files:", repairs_of(dataset)),
    ...list_of("Scores that others report:", published_of(dataset)));
}

function repairs_of(dataset: Dataset): string[] {
  return (dataset.repairs ?? []).map((one) => `${count(one.count)} × ${one.what}${one.first ? `, first at ${one.first}` : ""}`);
}

function published_of(dataset: Dataset): string[] {
  return (dataset.published ?? []).map((one) => `${one.what}: ${one.metric} ${plain(one.value)}${one.source ? ` (${one.source})` : ""}`);
}

/** Nothing at all where there is no line. */
function list_of(title: string, lines: string[]): HTMLElement[] {
  if (lines.length === 0) return [];
  return [element("p", {}, title), element("ul", { class: "reasons" }, ...lines.map((line) => element("li", {}, line)))];
}

function splits_table(dataset: Dataset): HTMLElement {
  const rows = (["train", "validation", "test"] as const).flatMap((name): Row[] => {
    const split = dataset[name];
    return split ? [{ name, split }] : [];
  });
  const figure = (name: string, of: (split: Split) => number | null | undefined) =>
    ({ name, number: true, cell: (row: Row) => count(of(row.split)), key: (row: Row) => of(row.split) });
  return table<Row>({
    label: "Splits",
    rows,
    columns: [
      { name: "split", cell: (row) => row.name },
      figure("sequences", (split) => split.sequences),
      figure("steps", (split) => split.steps),
      figure("shortest", (split) => split.min),
      { name: "median", number: true, cell: (row) => plain(row.split.median), key: (row) => row.split.median },
      figure("p90", (split) => split.p90),
      figure("p99", (split) => split.p99),
      figure("longest", (split) => split.max),
    ],
  });
}

function lengths_figure(page: Page, dataset: Dataset): HTMLElement | null {
  const splits: LengthSplit[] = [];
  for (const name of ["test", "train"] as const) {
    const histogram = dataset[name]?.histogram;
    if (histogram?.length) splits.push({ name, histogram });
  }
  if (splits.length === 0) return null;
  const plot = new Plot("lengths", "How long the sequences are", (theme, width) => lengths_option(splits, theme, width));
  plot.host.classList.add("low");
  return element("figure", {},
    element("p", { class: "axis" }, "share of the split's sequences: ",
      ...splits.map((split, i) => element("span", { class: `swatch swatch-${i}` }, split.name))),
    page.add(plot),
    element("p", { class: "axis x" }, "length of a sequence, steps"));
}
