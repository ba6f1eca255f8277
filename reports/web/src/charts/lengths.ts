// How long the sequences are: the test split's histogram beside the training split's.
import type { EChartsCoreOption } from "echarts/core";
import { count, share } from "../format";
import { element } from "../dom";
import type { Theme } from "./theme";

export type Histogram = [number, number][];

export interface LengthSplit {
  name: string;
  histogram: Histogram;
}

interface Bin {
  from: number;
  to: number; // the last length that belongs to it
}

/// Equal bins of a round width; where the longest is far beyond the rest, each bin half as long again as the last.
export function bins_of(splits: LengthSplit[], wanted: number): Bin[] {
  const lengths = splits.flatMap((split) => split.histogram.map(([length]) => length)).sort((a, b) => a - b);
  const first = lengths[0] ?? 0;
  const last = lengths[lengths.length - 1] ?? 0;
  const middle = lengths[Math.floor(lengths.length / 2)] ?? 0;
  const bins: Bin[] = [];
  if (last > 20 * Math.max(1, middle)) {
    for (let from = first; from <= last; from = (bins[bins.length - 1]?.to ?? from) + 1) {
      bins.push({ from, to: Math.max(from, Math.floor(from * 1.5) - 1) });
    }
    return bins;
  }
  const width = round_up((last - first + 1) / wanted);
  for (let from = Math.floor(first / width) * width; from <= last; from += width) bins.push({ from, to: from + width - 1 });
  return bins;
}

function round_up(width: number): number {
  const decade = 10 ** Math.max(0, Math.floor(Math.log10(width)));
  return [1, 2, 5, 10].map((factor) => factor * decade).find((round) => round >= width) ?? 1;
}

function counts_in(bins: Bin[], histogram: Histogram): number[] {
  return bins.map(({ from, to }) =>
    histogram.reduce((sum, [length, n]) => (length >= from && length <= to ? sum + n : sum), 0));
}

export function lengths_option(splits: LengthSplit[], theme: Theme, width: number): EChartsCoreOption {
  const bins = bins_of(splits, width < 500 ? 14 : 28);
  const names = bins.map(({ from, to }) => (from === to ? String(from) : `${from}–${to}`));
  const counts = splits.map((split) => counts_in(bins, split.histogram));
  const totals = counts.map((all) => all.reduce((sum, n) => sum + n, 0) || 1);
  return {
    animation: false,
    textStyle: { fontFamily: theme.font, fontSize: 12 },
    grid: { left: 8, right: 12, top: 12, bottom: 6, containLabel: true },
    tooltip: {
      trigger: "axis",
      confine: true,
      axisPointer: { type: "shadow" },
      backgroundColor: theme.card,
      borderColor: theme.rule,
      textStyle: { color: theme.ink, fontSize: 13 },
      formatter: (items: { dataIndex: number }[]) => {
        const bin = items[0]?.dataIndex ?? 0;
        const tip = element("div", { class: "tip" }, element("strong", {}, `${names[bin] ?? ""} steps`));
        splits.forEach((split, i) => {
          const n = counts[i]?.[bin] ?? 0;
          tip.append(element("div", {}, `${split.name}: ${count(n)} sequences, ${share(n / (totals[i] ?? 1))}`));
        });
        return tip;
      },
    },
    xAxis: {
      type: "category",
      data: names,
      axisLabel: { color: theme.quiet, fontSize: 12, hideOverlap: true },
      axisLine: { lineStyle: { color: theme.quiet } },
      axisTick: { show: false },
    },
    yAxis: {
      type: "value",
      axisLabel: { color: theme.quiet, fontSize: 12, formatter: (value: number) => share(value) },
      splitLine: { lineStyle: { color: theme.rule } },
    },
    series: splits.map((split, i) => ({
      name: split.name,
      type: "bar",
      barGap: "0%",
      barCategoryGap: "15%",
      itemStyle: { color: i === 0 ? theme.limit : theme.quiet, opacity: i === 0 ? 1 : 0.45 },
      data: (counts[i] ?? []).map((n) => n / (totals[i] ?? 1)),
    })),
  };
}
