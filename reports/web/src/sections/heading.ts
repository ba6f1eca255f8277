// The page's top: what was asked, on what, and each budget's answer.
import { element } from "../dom";
import { count, plain } from "../format";
import type { Page } from "../page";
import type { Dataset, Ranking, Report } from "../../generated/report";

export function heading(page: Page): HTMLElement {
  const { suite } = page.report;
  return element("header", {},
    element("p", { class: "brand" }, "Gatewise report"),
    element("h1", {}, suite.name),
    suite.title ? element("p", { class: "lead" }, suite.title) : null,
    element("p", {}, task_line(page.report)),
    page.report.rankings.length > 0 &&
      element("div", { class: "answers" }, ...page.report.rankings.map((ranking) => answer(page, ranking))));
}

function task_line(report: Report): string {
  const { metric, task } = report.suite;
  const parts = [`Task ${task ?? "unknown"}, ${metric ? `judged by ${metric}` : "weights seeded, no quality judged"}`];
  if (!metric) {
    const hosts = (report.hosts ?? []).flatMap((host) => host.class ?? host.cpu ?? []);
    parts.push(`${count(report.candidates.length)} candidates${hosts.length ? ` on ${hosts.join(" and ")}` : ""}`);
  }
  const test = report.dataset?.test;
  if (report.dataset) parts.push(`dataset ${report.dataset.id ?? "without a name"}${dataset_words(report.dataset)}`);
  if (test) {
    parts.push(`${count(test.sequences)} test sequences of ${count(test.min)} to ${count(test.max)} steps (median ${plain(test.median)})`);
  }
  return `${parts.join("; ")}.`;
}

function dataset_words(dataset: Dataset): string {
  return dataset.title ? ` (${dataset.title})` : "";
}

function answer(page: Page, ranking: Ranking): HTMLElement {
  const anchor = element("a", { href: `#${budget_anchor(page, ranking)}` }, `Budget ${budget_name(page, ranking)}`);
  return element("div", { class: ranking.winner ? "answer" : "answer none" },
    element("h2", {}, anchor),
    element("p", { class: "winner" }, ranking.winner ? page.name_of(ranking.winner) : "No winner"),
    ranking.why ? element("p", {}, `${ranking.why}.`) : null);
}

/// With the host where the report knows several: each ranks for itself.
export function budget_name(page: Page, ranking: Ranking): string {
  return (page.report.hosts ?? []).length > 1 ? `${ranking.budget} on ${ranking.host ?? "an unknown host"}` : ranking.budget;
}

/// Names of budgets are the user's words; the anchor is a number.
export function budget_anchor(page: Page, ranking: Ranking): string {
  return `budget-${page.report.rankings.indexOf(ranking) + 1}`;
}
