// What belongs to a candidate, found by its id and scenario.
import type { Maybe } from "./maybe";
import type { Candidate, Host, Interval, Measurement, Quality, Report, Validation } from "../generated/report";

export class Lookup {
  private readonly candidates = new Map<string, Candidate>();
  private readonly measurements = new Map<string, Measurement>();

  constructor(readonly report: Report) {
    for (const candidate of report.candidates) this.candidates.set(candidate.id, candidate);
    for (const one of report.measurements) {
      for (const host of [one.host ?? "", ""]) {
        const key = `${host} ${one.scenario} ${one.candidate}`;
        if (!this.measurements.has(key)) this.measurements.set(key, one);
      }
    }
  }

  candidate(id: string): Candidate | undefined {
    return this.candidates.get(id);
  }

  /// On this host; without one, on the first that has it.
  measurement(id: string, scenario: string, host?: Maybe<string>): Measurement | undefined {
    return this.measurements.get(`${host ?? ""} ${scenario} ${id}`);
  }

  get primary(): string {
    return this.report.suite.metric;
  }

  /// No quality was asked for: weights are seeded, there is no dataset.
  get cost_only(): boolean {
    return !this.report.suite.metric;
  }

  host(id: Maybe<string>): Host | undefined {
    const hosts = this.report.hosts ?? [];
    return hosts.find((host) => host.id === id) ?? (id ? undefined : hosts[0]);
  }
}

export function backend_of(candidate: Candidate): string {
  return `${candidate.plugin}.${candidate.precision}`;
}

export function bidirectional(candidate: Candidate): boolean {
  return candidate.direction === "bidirectional";
}

export function quality_of(candidate: Maybe<Candidate>, metric: string): Quality | undefined {
  return candidate?.quality?.[metric];
}

/// The split that choices are made on, or the one that is quoted.
export type Split = "test" | "validation";

/// What ships; of reports that know no artifact, the mean over the seeds.
export function artifact_of(score: Maybe<Quality | Validation>): Interval | undefined {
  return score?.artifact ?? score ?? undefined;
}

export function score_of(candidate: Maybe<Candidate>, metric: string, split: Split): Interval | undefined {
  return artifact_of(split === "test" ? candidate?.quality?.[metric] : candidate?.validation?.[metric]);
}

/// How far the label lies behind: a network that looks k steps ahead answers k steps later.
export function delay_of(candidate: Maybe<Candidate>, measurement: Maybe<Measurement>): number {
  return measurement?.delay_steps ?? candidate?.output_delay ?? 0;
}
