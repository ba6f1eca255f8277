// Short words on a coloured ground; the word says it, the colour only helps.
import { element } from "./dom";
import type { Fit, Maybe, Verdict, VerdictName } from "./report";
import { missing } from "./format";

const fit_meaning: Record<Fit, string> = {
  proven: "the whole interval is inside every limit",
  unproven: "an interval straddles a limit",
  violated: "a whole interval is outside a limit",
};

export const verdict_meaning: Record<VerdictName, string> = {
  VALID: "nothing that was watched speaks against the figure.",
  INDICATIVE: "the figure was measured with fewer samples, seeds or guarantees than it needs: good for orientation, not for a claim.",
  INVALID: "there is no figure to believe; the reason says why.",
};

export function badge(word: string, tone: string, title = ""): HTMLElement {
  return element("span", { class: `badge ${tone}`, title }, word);
}

export function fit_badge(fit: Fit): HTMLElement {
  return badge(fit, fit in fit_meaning ? fit : "neutral", fit_meaning[fit] ?? "");
}

const verdict_tones: Record<VerdictName, string> = { VALID: "proven", INDICATIVE: "unproven", INVALID: "violated" };

export function verdict_badge(verdict: Maybe<Verdict>): HTMLElement | string {
  if (!verdict) return missing;
  const reasons = (verdict.reasons ?? []).join("; ");
  return badge(verdict.verdict, verdict_tones[verdict.verdict] ?? "neutral", reasons || (verdict_meaning[verdict.verdict] ?? ""));
}

const status_tones: Record<string, string> = { failed: "violated", mistrusted: "violated", passed: "proven" };

export function status_badge(status: string): HTMLElement {
  return badge(status, status_tones[status] ?? "neutral");
}
