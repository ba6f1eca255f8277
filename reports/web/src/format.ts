// Numbers with their units, three significant digits; what is missing is a dash, never "null" or "NaN".
import type { Maybe } from "./maybe";
import type { Interval } from "../generated/report";

export const missing = "–";

type Scale = readonly (readonly [string, number])[];

const durations: Scale = [["ns", 1], ["µs", 1e3], ["ms", 1e6], ["s", 1e9]];
const sizes: Scale = [["B", 1], ["KiB", 1024], ["MiB", 1048576], ["GiB", 1073741824]];
const rates: Scale = [["/s", 1], ["k/s", 1e3], ["M/s", 1e6], ["G/s", 1e9]];

const bandwidths: Scale = [["B/s", 1], ["kB/s", 1e3], ["MB/s", 1e6], ["GB/s", 1e9], ["TB/s", 1e12]];
const operation_rates: Scale = [["op/s", 1], ["kop/s", 1e3], ["Mop/s", 1e6], ["Gop/s", 1e9], ["Top/s", 1e12]];

export type Unit = "ns" | "bytes" | "per_second" | "steps" | "none";

export function known(value: Maybe<number>): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

/// Three significant digits without an exponent.
function three_digits(value: number): string {
  const size = Math.abs(value);
  if (size >= 99.95) return value.toFixed(0);
  return size >= 9.995 ? value.toFixed(1) : value.toFixed(2);
}

function scaled(value: number, scale: Scale): string {
  let [name, factor] = scale[0] ?? ["", 1];
  for (const [unit, size] of scale) if (Math.abs(value) >= size) [name, factor] = [unit, size];
  if (factor === 1 && Math.abs(value) >= 10) return `${value.toFixed(0)} ${name}`;
  return `${trimmed(three_digits(value / factor))} ${name}`;
}

/// Zeros after the point that say nothing: "16.0" is 16.
function trimmed(digits: string): string {
  return digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits;
}

export function duration(ns: Maybe<number>): string {
  return known(ns) ? scaled(ns, durations) : missing;
}

export function bytes(value: Maybe<number>): string {
  return known(value) ? scaled(value, sizes) : missing;
}

export function rate(per_second: Maybe<number>): string {
  return known(per_second) ? scaled(per_second, rates) : missing;
}

export function bandwidth(bytes_per_second: Maybe<number>): string {
  return known(bytes_per_second) ? scaled(bytes_per_second, bandwidths) : missing;
}

export function operation_rate(per_second: Maybe<number>): string {
  return known(per_second) ? scaled(per_second, operation_rates) : missing;
}

/// Of a bound: two significant digits.
export function fraction(value: Maybe<number>): string {
  if (!known(value)) return missing;
  return value >= 1e-4 || value === 0 ? String(Number(value.toPrecision(2))) : value.toExponential(1);
}

/// From here on a number has an exponent.
const countable = 1e15;

/// A score or another number without a unit: four significant digits, counts with all of theirs, an exponent only where
/// it is needed.
export function plain(value: Maybe<number>): string {
  if (!known(value)) return missing;
  const size = Math.abs(value);
  if (size >= countable || (size < 1e-3 && value !== 0)) return value.toExponential(2);
  return size >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(4)));
}

/// A score of a table: three decimals where it lies within [-1, 1], so that a column lines up.
export function score(value: Maybe<number>): string {
  if (!known(value)) return missing;
  return Math.abs(value) <= 1 && (value === 0 || Math.abs(value) >= 1e-3) ? value.toFixed(3) : plain(value);
}

export function count(value: Maybe<number>): string {
  return known(value) ? Math.round(value).toLocaleString("en-GB").replace(/,/g, " ") : missing;
}

export function share(value: Maybe<number>): string {
  return known(value) ? `${trimmed((100 * value).toFixed(1))} %` : missing;
}

export function quantity(value: Maybe<number>, unit: Unit): string {
  if (unit === "ns") return duration(value);
  if (unit === "bytes") return bytes(value);
  if (unit === "per_second") return rate(value);
  if (unit === "steps") return known(value) ? `${plain(value)} ${value === 1 ? "step" : "steps"}` : missing;
  return plain(value);
}

/// "1.2 µs [1.1 µs, 1.4 µs]"; the bare value where the interval has no width or is unknown.
export function with_interval(interval: Maybe<Interval>, unit: Unit): string {
  if (!interval || !known(interval.value)) return missing;
  const value = quantity(interval.value, unit);
  if (!known(interval.low) || !known(interval.high) || interval.low === interval.high) return value;
  return `${value} [${quantity(interval.low, unit)}, ${quantity(interval.high, unit)}]`;
}

/// Both ends of a 95 % interval; the value itself where it is unknown.
export function ends(interval: Interval): [number, number] {
  return [interval.low ?? interval.value, interval.high ?? interval.value];
}

/// "0.955 ± 0.020" by half the width of a 95 % interval; "0.955 ± ?" where it is unknown.
export function score_with_spread(interval: Interval): string {
  const [low, high] = ends(interval);
  return `${score(interval.value)} ± ${known(interval.low) ? score((high - low) / 2) : "?"}`;
}

export function text(value: Maybe<string>): string {
  return value ? value : missing;
}

export function yes_no(value: Maybe<boolean>): string {
  return value === true ? "yes" : value === false ? "no" : missing;
}
