// One budget: its limits, its winner, the charts and the ranked table.
import { element, section } from "../dom";
import { filter_bar } from "../filter";
import { limit_text, metric_text } from "../metrics";
import type { Page } from "../page";
import type { Ranking } from "../../generated/report";
import { budget_anchor, budget_name } from "./heading";
import { latency_chart, memory_chart } from "./tradeoffs";
import { ranked_table } from "./ranked_table";

export function budget_section(page: Page, ranking: Ranking): HTMLElement {
  const limits = (ranking.limits ?? []).map((limit) => element("li", {}, limit_text(limit)));
  return section(budget_anchor(page, ranking), `Budget ${budget_name(page, ranking)}`,
    element("ul", { class: "limits" }, ...(limits.length ? limits : [element("li", {}, "no limits")]),
      ranking.prefer ? element("li", { class: "prefer" }, `prefer ${ranking.prefer}`) : null),
    element("p", { class: "why" }, element("strong", {}, ranking.winner ? "Winner: " : "No winner: "),
      `${ranking.why ?? "no reason is given"}.`),
    relax_list(page, ranking),
    filter_bar(page.filter, page.marks),
    ...(page.lookup.cost_only ? [] : [
      element("div", { class: "charts" }, latency_chart(page, ranking), memory_chart(page, ranking)), chart_note()]),
    ranked_table(page, ranking));
}

function relax_list(page: Page, ranking: Ranking): HTMLElement | null {
  const relax = ranking.relax ?? [];
  if (relax.length === 0) return null;
  return element("ul", { class: "relax" }, ...relax.map(({ metric, limit, needed, would_admit }) =>
    element("li", {},
      `Relaxing ${metric} from ${metric_text(metric, limit)} to ${metric_text(metric, needed)} would admit `,
      page.name_of(would_admit))));
}

function chart_note(): HTMLElement {
  return element("p", { class: "note" },
    "Colour is the family, shape the backend, size the hidden size; whiskers are 95 % intervals. Full colour with a dark outline: on the ",
    "budget's Pareto front (quality on validation, p50, memory); the line joins those of it that no other beats in the chart. ",
    "Dashed: the budget's limits, the shaded side keeps them. Limits on quality are judged on the validation split.");
}
