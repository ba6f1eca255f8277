// The candidates of one budget as points: a cost on x, quality on y, each with its 95 % interval.
import { known } from "../format";
import { score_of, type Lookup, type Split } from "../lookup";
import type { Better, Candidate, Interval, Place, Ranking } from "../../generated/report";

export interface Point {
  candidate: Candidate;
  place: Place;
  x: Interval;
  y: Interval;
  on_front: boolean;
  wins: boolean;
}

export type Cost = (candidate: Candidate) => Interval | null;

export function points_of(lookup: Lookup, ranking: Ranking, cost: Cost, split: Split): Point[] {
  const points: Point[] = [];
  const front = new Set(ranking.pareto ?? []);
  for (const place of ranking.order) {
    const candidate = lookup.candidate(place.candidate);
    const x = candidate && cost(candidate);
    const y = score_of(candidate, lookup.primary, split);
    if (!candidate || !x || !(x.value > 0) || !y || !known(y.value)) continue;
    points.push({ candidate, place, x, y, on_front: front.has(candidate.id), wins: ranking.winner === candidate.id });
  }
  return points;
}

/// The front's members that none of them beats in these two dimensions alone, the cheapest first.
export function front_line(points: Point[], better: Better): Point[] {
  const sign = better === "max" ? 1 : -1;
  const cheapest_first = points
    .filter((point) => point.on_front)
    .sort((a, b) => a.x.value - b.x.value || sign * (b.y.value - a.y.value));
  let best = -Infinity;
  return cheapest_first.filter((point) => {
    if (sign * point.y.value <= best) return false;
    best = sign * point.y.value;
    return true;
  });
}
