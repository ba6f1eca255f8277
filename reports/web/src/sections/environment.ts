// Where it was measured, and what of that speaks against the numbers.
import { element, facts, section } from "../dom";
import { duration, known, yes_no } from "../format";
import type { Page } from "../page";
import type { Host } from "../../generated/report";
import { machine_limits } from "./machine";

export function environment_section(page: Page): HTMLElement {
  const { report } = page;
  return section("environment", "Environment",
    ...(report.hosts ?? []).map(host_part),
    journal_warnings(report.warnings ?? []),
    facts(
      ["program", report.program ? `gatewise ${report.program}` : null],
      ["seeds", report.suite.seeds?.length ? report.suite.seeds.join(", ") : null],
      ["suite", report.suite.sha256 ? element("code", { class: "hash" }, report.suite.sha256) : null]));
}

function journal_warnings(warnings: string[]): HTMLElement | null {
  if (warnings.length === 0) return null;
  return element("ul", { class: "warnings" }, ...warnings.map((warning) => element("li", {}, warning)));
}

function host_part(host: Host): HTMLElement {
  const warnings = host.warnings ?? [];
  return element("div", {},
    facts(
      ["host", host.id],
      ["host class", host.class],
      ["CPU", host.cpu],
      ["ISA", host.isa],
      ["caches", host.caches],
      ["pinned", typeof host.pinned === "boolean" ? yes_no(host.pinned) : null],
      ["harness floor", known(host.harness_floor_ns) ? `${duration(host.harness_floor_ns)} a step, with a cell that does nothing` : null],
      ["clock", known(host.clock_ns) ? `${duration(host.clock_ns)} to read it once` : null]),
    machine_limits(host.limits),
    warnings.length > 0 && element("ul", { class: "warnings" }, ...warnings.map((warning) => element("li", {}, warning))));
}
