// The page: report.json, rendered where it is read.
import { append, element } from "./dom";
import { Page } from "./page";
import { read_report } from "./read_report";
import { budget_section } from "./sections/budget";
import { dataset_section } from "./sections/dataset";
import { distance_section } from "./sections/distance";
import { environment_section } from "./sections/environment";
import { fairness_section } from "./sections/fairness";
import { gradient_section } from "./sections/gradients";
import { heading } from "./sections/heading";
import { implementation_section } from "./sections/implementations";
import { measurement_section } from "./sections/measurements";
import { quality_section } from "./sections/quality";
import { unranked_section } from "./sections/unranked";
import { verdict_section } from "./sections/verdicts";

function contents(sections: HTMLElement[]): HTMLElement {
  return element("nav", { "aria-label": "Contents" }, ...sections.map((one) =>
    element("a", { href: `#${one.id}` }, one.querySelector("h2")?.textContent ?? one.id)));
}

function render(): void {
  const page = new Page(read_report());
  document.title = `${page.report.suite.name}: Gatewise report`;
  const budgets = page.report.rankings.map((ranking) => budget_section(page, ranking));
  const [unranked, measured, machine] = [unranked_section(page), measurement_section(page), environment_section(page)];
  const [distance, implementations, verdicts] = [distance_section(page), implementation_section(page), verdict_section(page)];
  // Of costs alone the measurements and the machine are the answer.
  const sections = (page.lookup.cost_only
    ? [...budgets, measured, machine, distance, unranked, implementations, verdicts]
    : [...budgets, unranked, quality_section(page), fairness_section(page), gradient_section(page), measured, distance, implementations, verdicts, dataset_section(page), machine]
  ).filter((one): one is HTMLElement => one !== null);
  const main = document.querySelector("main");
  if (!main) throw new Error("the page has no place for the report");
  main.textContent = "";
  append(main, [heading(page), contents(sections), ...sections]);
  for (const plot of page.plots) plot.start();
}

/// What a test or a reader of the page's source asks first: did it render, does it keep to the window's width?
function tell(state: string): void {
  const root = document.documentElement;
  root.dataset.state = state;
  root.dataset.width = String(root.clientWidth);
  root.dataset.overflow = String(Math.max(0, root.scrollWidth - root.clientWidth));
}

try {
  render();
  tell("ready");
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  append(document.body, [element("p", { class: "failure" }, `This report cannot be shown: ${message}. report.md beside it says the same.`)]);
  tell("failed");
  throw error;
}
