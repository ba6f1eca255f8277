// Extents and ticks. A logarithmic axis is a linear one over log10, since ECharts' own knows no ticks between the decades.

export interface Axis {
  min: number;
  max: number;
  ticks: number[];
}

/// Round values over [low, high], about `wanted` of them.
export function linear_ticks(low: number, high: number, wanted: number): number[] {
  const rough = (high - low) / wanted;
  const decade = 10 ** Math.floor(Math.log10(rough));
  const step = decade * ([1, 2, 5, 10].find((factor) => factor * decade >= rough) ?? 10);
  const ticks = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high * (1 + 1e-12); ++i) ticks.push(Number((i * step).toPrecision(12)));
  return ticks;
}

export function linear_axis(low: number, high: number, wanted: number): Axis {
  const margin = 0.06 * (high - low || Math.abs(high) || 1);
  return { min: low - margin, max: high + margin, ticks: linear_ticks(low - margin, high + margin, wanted) };
}

/// The finest of these rasters whose ticks still fit: powers of ten with 1, 2, 5 or of two.
const decimal: readonly (readonly number[])[] = [[1, 2, 5], [1, 3], [1]];

function decimal_ticks(low: number, high: number, wanted: number): number[] {
  let ticks: number[] = [];
  for (const factors of decimal) {
    ticks = [];
    for (let e = Math.floor(Math.log10(low)); 10 ** e <= high; ++e) {
      for (const factor of factors) if (factor * 10 ** e >= low && factor * 10 ** e <= high) ticks.push(factor * 10 ** e);
    }
    if (ticks.length <= wanted) break;
  }
  return ticks;
}

function binary_ticks(low: number, high: number, wanted: number): number[] {
  const first = Math.ceil(Math.log2(low));
  const last = Math.floor(Math.log2(high));
  const stride = Math.max(1, Math.ceil((last - first + 1) / wanted));
  const ticks = [];
  for (let e = Math.ceil(first / stride) * stride; e <= last; e += stride) ticks.push(2 ** e);
  return ticks;
}

/// All in log10.
export function log_axis(low: number, high: number, wanted: number, binary: boolean): Axis {
  const margin = Math.max(0.08, 0.06 * Math.log10(high / low));
  const min = Math.log10(low) - margin;
  const max = Math.log10(high) + margin;
  const ticks = (binary ? binary_ticks : decimal_ticks)(10 ** min, 10 ** max, wanted);
  return { min, max, ticks: ticks.map(Math.log10) };
}
