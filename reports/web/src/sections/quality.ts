// Every metric of every candidate on both splits, beside its floor, with each seed.
import { verdict_badge } from "../badge";
import { element, section } from "../dom";
import { filter_bar } from "../filter";
import { known, plain, score, text } from "../format";
import { artifact_of } from "../lookup";
import type { Page } from "../page";
import type { Candidate, Interval, Quality, Validation } from "../../generated/report";
import { table, type Column } from "../table";

interface Row {
  candidate: Candidate;
  metric: string;
  quality: Quality;
  validation: Validation | undefined;
}

export function quality_section(page: Page): HTMLElement | null {
  if (page.lookup.cost_only) return null;
  const metrics = [...new Set(page.report.candidates.flatMap((candidate) => Object.keys(candidate.quality ?? {})))];
  metrics.sort((a, b) => Number(b === page.lookup.primary) - Number(a === page.lookup.primary) || a.localeCompare(b, "en"));
  const parts = metrics.map((metric) => element("details", { open: metric === page.lookup.primary },
    element("summary", {}, `${metric}${metric === page.lookup.primary ? " (what the ranking uses)" : ""}`),
    metric_table(page, metric)));
  return section("quality", "Quality",
    element("p", {}, "The artifact is the training that validation chose: it ships, and limits speak of it; its 95 % interval is over test sequences. " +
      "The recipe is the mean over the trainings of all seeds and compares architectures; its interval is over seeds, too. " +
      "Choices are made on the validation split; the test split is what is quoted."),
    ...(parts.length ? [filter_bar(page.filter, page.marks), ...parts] : [element("p", {}, "No candidate has a score.")]));
}

function rows_of(page: Page, metric: string): Row[] {
  return page.report.candidates.flatMap((candidate) => {
    const quality = candidate.quality?.[metric];
    return quality ? [{ candidate, metric, quality, validation: candidate.validation?.[metric] }] : [];
  });
}

function metric_table(page: Page, metric: string): HTMLElement {
  const rows = rows_of(page, metric);
  const better = rows[0]?.quality.better === "min" ? "lower is better" : "higher is better";
  return table<Row>({
    label: `Scores by ${metric}`,
    rows,
    candidate: (row) => row.candidate,
    filter: page.filter,
    columns: [
      page.name_column((row) => row.candidate.id),
      ...score_columns("artifact", better, (row) => artifact_of(row.quality)),
      ...score_columns("recipe", better, (row) => row.quality),
      { name: "validation", title: `the artifact's; ${better}`, number: true, cell: (row) => score(artifact_of(row.validation)?.value), key: (row) => artifact_of(row.validation)?.value },
      { name: "floor", number: true, cell: (row) => score(row.quality.floor), key: (row) => row.quality.floor },
      { name: "the floor's rule", cell: (row) => text(row.quality.floor_name), key: (row) => row.quality.floor_name },
      { name: "mode", cell: (row) => text(row.quality.mode), key: (row) => row.quality.mode },
      { name: "verdict", cell: (row) => verdict_badge(row.candidate.quality_verdict), key: (row) => row.candidate.quality_verdict?.verdict },
      { name: "test, each seed", cell: (row) => seeds(row.quality.by_seed) },
      { name: "validation, each seed", cell: (row) => seeds(row.validation?.by_seed) },
    ],
  });
}

/// A score on test, and its interval or why there is none.
function score_columns(name: string, title: string, of: (row: Row) => Interval | undefined): Column<Row>[] {
  const interval = (row: Row) => {
    const found = of(row);
    return found && known(found.low) ? `${score(found.low)} … ${score(found.high)}` : element("span", { class: "quiet", title: found?.unknown ?? "" }, "unknown");
  };
  return [
    { name, title, number: true, cell: (row) => score(of(row)?.value), key: (row) => of(row)?.value },
    { name: "95 % interval", number: true, cell: interval, key: (row) => of(row)?.low },
  ];
}

function seeds(values: readonly number[] | null | undefined): string {
  return (values ?? []).map(plain).join(", ");
}
