// May the numbers be believed? Each verdict explained, each reason once, with whom it concerns.
import { badge, verdict_meaning, verdict_badge } from "../badge";
import { element, section } from "../dom";
import type { Page } from "../page";
import type { Verdict, VerdictName } from "../../generated/report";
import { measured_rows } from "../scenarios";

interface Reason {
  verdict: VerdictName;
  what: string;
  text: string;
  ids: string[];
}

export function verdict_section(page: Page): HTMLElement {
  const reasons = gather(page);
  return section("verdicts", "Verdicts",
    element("ul", { class: "meanings" }, ...(Object.keys(verdict_meaning) as VerdictName[]).map((name) =>
      element("li", {}, verdict_badge({ verdict: name, reasons: [] }), ` ${verdict_meaning[name]}`))),
    reasons.length === 0
      ? element("p", {}, "Every figure of this report is VALID.")
      : element("ul", { class: "reasons" }, ...reasons.map((reason) => reason_line(page, reason))));
}

function gather(page: Page): Reason[] {
  const found = new Map<string, Reason>();
  const note = (verdict: Verdict, what: string, id: string) => {
    if (verdict.verdict === "VALID") return;
    const reasons = verdict.reasons?.length ? verdict.reasons : ["no reason is given"];
    for (const text of reasons) {
      const key = JSON.stringify([what, verdict.verdict, text]);
      const reason = found.get(key) ?? { verdict: verdict.verdict, what, text, ids: [] };
      reason.ids.push(id);
      found.set(key, reason);
    }
  };
  for (const one of measured_rows(page.report)) note(one, one.scenario, one.candidate);
  for (const candidate of page.report.candidates) {
    if (candidate.quality_verdict && !page.lookup.cost_only) note(candidate.quality_verdict, "quality", candidate.id);
  }
  return [...found.values()];
}

function reason_line(page: Page, reason: Reason): HTMLElement {
  const of = reason.ids.length === page.report.candidates.length ? "all candidates" : `${reason.ids.length} of ${page.report.candidates.length} candidates`;
  return element("li", {},
    element("details", {},
      element("summary", {}, verdict_badge({ verdict: reason.verdict, reasons: [reason.text] }), " ", badge(reason.what, "neutral"), ` ${reason.text} (${of})`),
      element("ul", { class: "ids" }, ...reason.ids.map((id) => element("li", {}, page.name_of(id))))));
}
