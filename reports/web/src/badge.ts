// Short words on a coloured ground; the word says it, the colour only helps.
import { element } from "./dom";
import type { Maybe } from "./maybe";
import type { Fit, KeptLimit, Place, Verdict, VerdictName } from "../generated/report";
import { missing, share } from "./format";

/// In falling order of worth.
const fit_meaning: Record<Fit, string> = {
  proven: "the whole interval is inside every limit, and would be were measured time longer by the limit's reserve",
  kept: "the whole interval is inside every limit, by less than the reserve of one",
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

/// The badge of a candidate's place under a budget: where it is kept, by which limits and how narrowly.
export function place_badge(place: Place): HTMLElement {
  const kept = place.kept ?? [];
  return place.fit === "kept" && kept.length > 0 ? badge("kept", "kept", kept.map(kept_meaning).join("; ")) : fit_badge(place.fit);
}

function kept_meaning({ metric, reserve, spare }: KeptLimit): string {
  return `${metric} is inside the limit with ${share(spare)} to spare, by less than the reserve of ${share(reserve)}`;
}

/// What a table sorts by: less is worth more.
export function fit_order(fit: Fit): number {
  return Object.keys(fit_meaning).indexOf(fit);
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
