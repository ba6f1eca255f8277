// How a candidate looks in every chart and table: colour by family, shape by backend, size by hidden size.
import { backend_of } from "./lookup";
import type { Candidate, Report } from "../generated/report";

/// Colours that people with colour-blindness tell apart (after Okabe and Ito), for a light and for a dark ground.
const known_families: Record<string, readonly [string, string]> = {
  lstm: ["#0067a8", "#56b4e9"],
  gru: ["#c94f00", "#ff9a52"],
  rnn_tanh: ["#00835d", "#35c99b"],
  rnn_relu: ["#b0558a", "#e89ac7"],
  gru_reset_before: ["#8a7000", "#e6cf3c"],
};
const other_families: readonly (readonly [string, string])[] = [
  ["#5b4bb5", "#a99df0"], ["#7a4a2b", "#cf9a74"], ["#4d5a66", "#aab8c4"], ["#a8202f", "#ff7d86"],
];

/// Outlines in a box of 16, in the order in which backends get them.
const shapes: readonly string[] = [
  "M8 0A8 8 0 1 0 8 16A8 8 0 1 0 8 0Z", // circle
  "M1 1H15V15H1Z", // square
  "M8 0L16 15H0Z", // triangle
  "M8 0L16 8L8 16L0 8Z", // diamond
  "M5 0H11V5H16V11H11V16H5V11H0V5H5Z", // plus
  "M8 16L0 1H16Z", // triangle on its head
  "M4 1H12L16 8L12 15H4L0 8Z", // hexagon
  "M8 0L10 5.5L16 6L11.4 9.9L13 16L8 12.6L3 16L4.6 9.9L0 6L6 5.5Z", // star
];

export class Marks {
  readonly families: string[];
  readonly backends: string[];
  private readonly largest: number;

  constructor(report: Report) {
    this.families = distinct(report.candidates.map((candidate) => candidate.family));
    this.backends = distinct(report.candidates.map(backend_of));
    this.largest = Math.max(1, ...report.candidates.map((candidate) => candidate.hidden));
  }

  colour(family: string, dark: boolean): string {
    const others = this.families.filter((name) => !(name in known_families));
    const pair = known_families[family] ?? other_families[others.indexOf(family) % other_families.length];
    return pair?.[dark ? 1 : 0] ?? "#777777";
  }

  /// An SVG path.
  shape(backend: string): string {
    return shapes[this.backends.indexOf(backend) % shapes.length] ?? "";
  }

  /// Pixels: the area grows with the hidden size.
  size(candidate: Candidate): number {
    return 8 + 11 * Math.sqrt(candidate.hidden / this.largest);
  }
}

function distinct(names: string[]): string[] {
  return [...new Set(names)].sort();
}

/// A mark as it stands beside a candidate's id. The colour is a CSS class's, so that it follows the colour scheme.
export function mark_icon(marks: Marks, family: string | null, backend: string | null): SVGElement {
  const namespace = "http://www.w3.org/2000/svg";
  const icon = document.createElementNS(namespace, "svg");
  icon.setAttribute("viewBox", "-1 -1 18 18");
  icon.setAttribute("class", "mark");
  icon.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(namespace, "path");
  path.setAttribute("d", backend === null ? "M1 1H15V15H1Z" : marks.shape(backend));
  if (family !== null) {
    icon.style.setProperty("--on-light", marks.colour(family, false));
    icon.style.setProperty("--on-dark", marks.colour(family, true));
  }
  icon.append(path);
  return icon;
}
