// Candidates without a rank: where they stopped, and why.
import { status_badge } from "../badge";
import { element, section } from "../dom";
import { text } from "../format";
import type { Page } from "../page";
import type { Candidate } from "../../generated/report";
import { table } from "../table";

export function unranked_section(page: Page): HTMLElement | null {
  const ranks = page.report.rankings.length > 0;
  const ranked = new Set(page.report.rankings.flatMap((ranking) => ranking.order.map((place) => place.candidate)));
  const rows = page.report.candidates.filter((candidate) => candidate.status !== "passed" || (ranks && !ranked.has(candidate.id)));
  if (rows.length === 0) return null;
  return section("unranked", `${ranks ? "Not ranked" : "Did not pass"} (${rows.length})`,
    element("p", {}, "A candidate that fails costs its own row and nothing else."),
    table<Candidate>({
      label: ranks ? "Candidates that are not ranked" : "Candidates that did not pass",
      rows,
      candidate: (row) => row,
      filter: page.filter,
      columns: [
        page.name_column((row) => row.id),
        { name: "status", cell: (row) => status_badge(row.status), key: (row) => row.status },
        { name: "stage", cell: (row) => text(row.stage), key: (row) => row.stage },
        { name: "reason", wide: true, cell: (row) => text(row.reason), key: (row) => row.reason },
      ],
    }));
}
