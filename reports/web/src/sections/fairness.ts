// What was made equal before candidates were compared, and what was spent on tuning each of them.
import { element, section } from "../dom";
import { bytes, duration, plain, score, share, text } from "../format";
import type { Page } from "../page";
import type { Maybe } from "../maybe";
import type { Candidate, SolvedSize, Sizes, TriedRate, Tuning } from "../../generated/report";
import { table } from "../table";

interface Effort {
  architecture: string;
  tuning: Tuning;
}

interface Row extends Effort {
  tried: TriedRate;
}

export function fairness_section(page: Page): HTMLElement | null {
  if (page.lookup.cost_only) return null;
  const { sizes, candidates } = page.report;
  return section("fairness", "What was made equal", ...(sizes ? sizes_part(sizes) : []), ...tuning_part(page, efforts_of(candidates)));
}

function size_value(sizes: Sizes, value: Maybe<number>): string {
  if (sizes.unit === "bytes") return bytes(value);
  return sizes.unit === "ns" ? duration(value) : plain(value);
}

function sizes_part(sizes: Sizes): HTMLElement[] {
  const troubles = sizes.solved.filter((size) => size.trouble);
  return [
    element("p", {}, `Hidden sizes were solved for: the largest multiple of ${sizes.multiple} with ${sizes.rule}.`),
    table<SolvedSize>({
      label: "Hidden sizes that were solved for",
      rows: sizes.solved,
      columns: [
        { name: "architecture", cell: (size) => element("code", {}, size.architecture), key: (size) => size.architecture },
        { name: "hidden size", number: true, cell: (size) => plain(size.hidden), key: (size) => size.hidden },
        { name: "comes to", number: true, cell: (size) => size_value(sizes, size.value), key: (size) => size.value },
        { name: "of the limit", number: true, cell: (size) => share(size.share), key: (size) => size.share },
        { name: "next size", number: true, cell: (size) => plain(size.next_hidden), key: (size) => size.next_hidden },
        { name: "comes to", title: "which is over the limit", number: true, cell: (size) => size_value(sizes, size.next_value), key: (size) => size.next_value },
        { name: "held against", cell: (size) => text(size.backend), key: (size) => size.backend },
        { name: "measured on", wide: true, cell: (size) => text(size.host), key: (size) => size.host },
      ],
    }),
    ...troubles.map((size) => element("p", {}, element("code", {}, size.architecture), `: ${text(size.trouble)}`)),
  ];
}

/// An architecture's tuning is its candidates' own.
function efforts_of(candidates: readonly Candidate[]): Effort[] {
  const all = new Map<string, Tuning>();
  for (const { id, tuning } of candidates) if (tuning) all.set(id.split("/")[0] ?? id, tuning);
  return [...all].map(([architecture, tuning]) => ({ architecture, tuning }));
}

function tuning_part(page: Page, efforts: Effort[]): HTMLElement[] {
  const rows = efforts.flatMap(({ architecture, tuning }) => tuning.learning_rates.map((tried) => ({ architecture, tuning, tried })));
  if (rows.length === 0) return [element("p", {}, "Tuning: none: one recipe for all.")];
  return [
    element("p", {}, "Tuning: each architecture was trained with one seed at every learning rate; the best on validation is its own."),
    element("ul", {}, ...efforts.map(({ architecture, tuning }) => element("li", {}, element("code", {}, architecture), `: ${tuning.text}`))),
    table<Row>({
      label: "Learning rates that were tried",
      rows,
      columns: [
        { name: "architecture", cell: (row) => element("code", {}, row.architecture), key: (row) => row.architecture },
        { name: "learning rate", number: true, cell: (row) => String(row.tried.rate), key: (row) => row.tried.rate },
        { name: `validation ${page.lookup.primary}`, number: true, cell: (row) => score(row.tried.validation), key: (row) => row.tried.validation },
        { name: "epochs", number: true, cell: (row) => plain(row.tried.epochs), key: (row) => row.tried.epochs },
        { name: "seconds", number: true, cell: (row) => row.tried.seconds.toFixed(1), key: (row) => row.tried.seconds },
        { name: "what", wide: true, cell: (row) => outcome(row) },
      ],
    }),
  ];
}

function outcome({ tried, tuning }: Row): string {
  const parts = [tried.chosen ? `chosen${tuning.at_edge ? ", at the edge of the sweep" : ""}` : "", tried.reason ?? ""].filter(Boolean);
  return parts.length ? parts.join("; ") : tried.status;
}
