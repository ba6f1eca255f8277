// The ranked candidates of one budget; each loser with what it broke and why it lost.
import { fit_badge, fit_order, place_badge, verdict_badge } from "../badge";
import { confirmed_line, interval_cell, interval_column } from "../cells";
import { element, type Child } from "../dom";
import { bytes, known, missing, quantity, score, score_with_spread, with_interval } from "../format";
import { artifact_of, delay_of, quality_of } from "../lookup";
import { budget_name } from "./heading";
import { metric_text, unit_of } from "../metrics";
import type { Page } from "../page";
import type { Maybe } from "../maybe";
import type { Candidate, Measurement, Memory, Place, Quality, Ranking, Violation } from "../../generated/report";
import { table, type Column } from "../table";

interface Row {
  place: Place;
  candidate: Candidate | undefined;
  quality: Quality | undefined;
  streaming: Measurement | undefined;
  offline: Measurement | undefined;
  wins: boolean;
}

export function ranked_table(page: Page, ranking: Ranking): HTMLElement {
  const rows = ranking.order.map((place) => row_of(page, ranking, place));
  return table<Row>({
    label: `Ranked candidates of budget ${budget_name(page, ranking)}`,
    columns: columns(page, rows),
    rows,
    candidate: (row) => row.candidate,
    class_of: (row) => (row.wins ? "wins" : ""),
    filter: page.filter,
  });
}

function row_of(page: Page, ranking: Ranking, place: Place): Row {
  const candidate = page.lookup.candidate(place.candidate);
  return {
    place,
    candidate,
    quality: quality_of(candidate, page.lookup.primary),
    streaming: page.lookup.measurement(place.candidate, "streaming", ranking.host),
    offline: page.lookup.measurement(place.candidate, "offline", ranking.host),
    wins: ranking.winner === place.candidate,
  };
}

function columns(page: Page, rows: Row[]): Column<Row>[] {
  const all: (Column<Row> | false)[] = [
    { name: "#", number: true, title: "rank", cell: (row) => (row.wins ? "★ " : "") + String(row.place.rank), key: (row) => row.place.rank },
    {
      name: "candidate, and why it stands there", cell: (row) => [page.name_of(row.place.candidate), why(row)],
      key: (row) => row.place.candidate, stays: true,
    },
    { name: "fit", cell: (row) => place_badge(row.place), key: (row) => fit_order(row.place.fit) },
    !page.lookup.cost_only && {
      name: page.lookup.primary, number: true, title: "of the training that ships, on the test split ± half the 95 % interval, beside its floor",
      cell: (row) => quality_cell(row.quality), key: (row) => artifact_of(row.quality)?.value,
    },
    latency_column("p50", "p50_ns", "streaming latency a step, median, with its 95 % interval"),
    latency_column("p99", "p99_ns", "streaming latency a step, p99, with its 95 % interval"),
    rows.some((row) => delay(row) > 0) && {
      name: "delay", number: true, title: "steps by which the answer lags behind its input",
      cell: (row) => (delay(row) > 0 ? `+${quantity(delay(row), "steps")}` : "0"), key: delay,
    },
    rows.some((row) => row.offline?.steps_per_second) &&
      interval_column("steps/s", (row) => row.offline?.steps_per_second, "per_second", "throughput offline, in batches"),
    {
      name: "memory", number: true, title: "weights, state and scratch of one stream",
      cell: (row) => memory_cell(row.candidate?.memory), key: (row) => row.candidate?.memory?.total_bytes,
    },
    {
      name: "verdict", title: "of the latency, or of the throughput where the candidate can't stream",
      cell: (row) => verdict_badge(judged(row)), key: (row) => judged(row)?.verdict,
    },
  ];
  return all.filter((column): column is Column<Row> => column !== false);
}

function latency_column(name: string, key: "p50_ns" | "p99_ns", title: string): Column<Row> {
  return {
    name, title, number: true,
    cell: ({ streaming }) => [...interval_cell(streaming?.[key], "ns"), confirmed_line(streaming?.confirmed?.[key])],
    key: (row) => row.streaming?.[key]?.value,
  };
}

function memory_cell(memory: Maybe<Memory>): Child[] {
  return [bytes(memory?.total_bytes), memory?.complaint ? element("small", { class: "warn complaint" }, `⚠ ${memory.complaint}`) : null];
}

/// The measurement whose verdict says whether the row's figures may be believed.
function judged(row: Row): Measurement | undefined {
  return row.streaming?.p50_ns || !row.offline ? row.streaming : row.offline;
}

function delay(row: Row): number {
  return delay_of(row.candidate, row.streaming);
}

function quality_cell(quality: Quality | undefined): Child[] {
  const artifact = artifact_of(quality);
  if (!quality || !artifact || !known(artifact.value)) return [missing];
  const beats = !known(quality.floor) ||
    (known(artifact.low) && known(artifact.high) && (quality.better === "min" ? artifact.high < quality.floor : artifact.low > quality.floor));
  const floor = known(quality.floor)
    ? element("small", beats ? {} : { class: "warn", title: "the interval reaches the floor: not proven to beat it" },
      `floor ${score(quality.floor)}${beats ? "" : " ⚠"}`)
    : null;
  const offline = quality.mode === "offline" ? element("small", { title: "scored on whole sequences, not as a stream" }, "offline") : null;
  const recipe = (quality.by_seed?.length ?? 0) > 1
    ? element("small", { title: "the mean over the trainings of all seeds, which compares architectures" }, `recipe ${score_with_spread(quality)}`)
    : null;
  return [score_with_spread(artifact), recipe, floor, offline];
}

function why({ place }: Row): HTMLElement {
  const violations = place.violations ?? [];
  return element("div", { class: "why" },
    place.why ? `${place.why}.` : "",
    violations.length > 0 && element("details", {},
      element("summary", {}, violations.length === 1 ? "1 limit not kept" : `${violations.length} limits not kept`),
      element("ul", {}, ...violations.map(violation_line))));
}

function violation_line(violation: Violation): HTMLElement {
  const value = violation.value ? with_interval(violation.value, unit_of(violation.metric)) : "not measured";
  return element("li", {}, `${violation.metric}: ${value}, limit ${metric_text(violation.metric, violation.limit)} `, fit_badge(violation.fit));
}
