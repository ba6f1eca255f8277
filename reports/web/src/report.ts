// report.json as the page reads it (reports/json/report.schema.json). A key whose maker does not exist is null or absent.

export type Maybe<T> = T | null | undefined;

export interface Interval {
  value: number;
  low: Maybe<number>; // null: nothing is known of the interval, which then says why
  high: Maybe<number>;
  unknown?: Maybe<string>;
}

/// Of the training that validation chose: what ships.
export interface ArtifactScore extends Interval {
  seed?: Maybe<number>;
}

export type Better = "max" | "min";
export type Fit = "proven" | "kept" | "unproven" | "violated";
export type VerdictName = "VALID" | "INDICATIVE" | "INVALID";

/// Of the recipe: the mean over the trainings of all seeds.
export interface Quality extends Interval {
  artifact?: Maybe<ArtifactScore>;
  floor?: Maybe<number>;
  floor_name?: Maybe<string>;
  better: Better;
  primary: boolean;
  mode?: Maybe<string>;
  by_seed?: Maybe<number[]>;
}

export interface Validation extends Interval {
  artifact?: Maybe<ArtifactScore>;
  by_seed?: Maybe<number[]>;
}

export interface Parity {
  max_abs: number;
  nmse: number;
  allowed: number;
}

export interface Memory {
  weights_bytes?: Maybe<number>;
  state_bytes?: Maybe<number>;
  scratch_bytes?: Maybe<number>;
  total_bytes?: Maybe<number>;
  observed_bytes?: Maybe<number>; // what creating the cell and its state took
  peak_rss_bytes?: Maybe<number>;
  file_bytes?: Maybe<number>;
  allocations_per_step?: Maybe<number>;
  streams_per_gib?: Maybe<number>;
  complaint?: Maybe<string>; // where what is declared and what was observed are far apart
}

export interface Verdict {
  verdict: VerdictName;
  reasons?: Maybe<string[]>;
}

export interface Candidate {
  id: string;
  family: string;
  hidden: number;
  layers: number;
  direction: string;
  embedding: number;
  plugin: string;
  precision: string;
  implementation?: Maybe<string>;
  effective_precision?: Maybe<string>;
  isa?: Maybe<string>;
  threads?: Maybe<number>;
  lengths?: Maybe<string>;
  approximate?: Maybe<boolean>;
  library_version?: Maybe<string>;
  plugin_version?: Maybe<string>;
  plugin_sha256?: Maybe<string>;
  parameters?: Maybe<number>;
  status: string;
  stage?: Maybe<string>;
  reason?: Maybe<string>;
  parity?: Maybe<Parity>;
  quality?: Maybe<Record<string, Quality>>;
  validation?: Maybe<Record<string, Validation>>;
  quality_verdict?: Maybe<Verdict>;
  prepare_ns?: Maybe<number>;
  memory?: Maybe<Memory>;
  output_delay?: Maybe<number>;
  delay_seconds?: Maybe<number>;
  tuning?: Maybe<Tuning>;
}

/// A learning rate that an architecture was trained at to choose its own.
export interface TriedRate {
  rate: number;
  status: string;
  reason?: Maybe<string>;
  validation?: Maybe<number>;
  epochs: number;
  seconds: number;
  chosen: boolean;
}

export interface Tuning {
  text: string;
  learning_rates: TriedRate[]; // empty: one recipe for all
  chosen?: Maybe<number>;
  at_edge: boolean;
  trainings: number;
  epochs: number;
  seconds: number;
}

/// A hidden size that was solved for, what it comes to, and the next one, which is over the limit.
export interface SolvedSize {
  architecture: string;
  family: string;
  hidden?: Maybe<number>;
  value?: Maybe<number>;
  share?: Maybe<number>; // of the limit
  next_hidden?: Maybe<number>;
  next_value?: Maybe<number>;
  backend?: Maybe<string>;
  host?: Maybe<string>;
  tried?: Maybe<number>;
  trouble?: Maybe<string>;
}

export interface Sizes {
  fit: string;
  max: number;
  unit: "count" | "bytes" | "ns";
  multiple: number;
  backend?: Maybe<string>;
  rule: string;
  solved: SolvedSize[];
}

export interface Bound {
  ns: number;
  by: string;
  fraction: number;
}

/// What a fresh measurement of a finalist said.
export interface Confirmed {
  p50_ns?: Maybe<Interval>;
  p99_ns?: Maybe<Interval>;
}

/// Where the time of a streaming step goes, means: step = embedding + cell + head + rest + residual.
export interface StepParts {
  step_ns: Interval;
  embedding_ns: Interval;
  cell_ns: Interval;
  head_ns: Interval;
  rest_ns: Interval;
  residual_ns: Interval;
}

export interface Measurement extends Verdict {
  candidate: string;
  host?: Maybe<string>;
  scenario: string;
  terms: string;
  samples?: Maybe<number>;
  p50_ns?: Maybe<Interval>;
  p90_ns?: Maybe<Interval>;
  p99_ns?: Maybe<Interval>;
  p999_ns?: Maybe<Interval>;
  max_ns?: Maybe<number>;
  mean_ns?: Maybe<Interval>;
  cell_p50_ns?: Maybe<Interval>;
  parts?: Maybe<StepParts>;
  notes?: Maybe<string[]>; // what a reader must know beside the verdict
  bound?: Maybe<Bound>;
  delay_steps?: Maybe<number>;
  delay_ns?: Maybe<number>;
  steps_per_second?: Maybe<Interval>;
  sequences_per_second?: Maybe<Interval>;
  batching?: Maybe<string>;
  padded_share?: Maybe<number>;
  batch_size?: Maybe<number>;
  instructions?: Maybe<Interval>;
  chunk?: Maybe<number>;
  period_ns?: Maybe<number>;
  deadline_ns?: Maybe<number>;
  budget_ns?: Maybe<number>;
  evict?: Maybe<boolean>;
  missed?: Maybe<Interval>;
  jitter_ns?: Maybe<Interval>;
  streams?: Maybe<Interval>;
  prepare_ns?: Maybe<Interval>;
  first_step_ns?: Maybe<Interval>;
  slow_down?: Maybe<Interval>;
  growth_bytes?: Maybe<Interval>;
  nmse?: Maybe<number[]>; // part by part of an endless stream
  confirmed?: Maybe<Confirmed>;
  reproduce?: Maybe<string>;
}

export interface Limit {
  metric: string;
  max?: Maybe<number>;
  min?: Maybe<number>;
  reserve?: Maybe<number>; // share by which measured time may grow before a proven limit is broken
}

export interface Violation {
  metric: string;
  limit: number;
  value?: Maybe<Interval>;
  fit: Fit;
}

/// A limit that the run keeps with less than its reserve to spare.
export interface KeptLimit {
  metric: string;
  limit: number;
  value: Interval;
  reserve: number;
  spare: number;
}

export interface Place {
  candidate: string;
  rank: number;
  fit: Fit;
  violations?: Maybe<Violation[]>;
  kept?: Maybe<KeptLimit[]>;
  tied_with?: Maybe<string[]>;
  why?: Maybe<string>;
}

export interface Relaxation {
  metric: string;
  limit: number;
  needed: number;
  would_admit: string;
}

export interface Ranking {
  budget: string;
  host?: Maybe<string>;
  winner?: Maybe<string>;
  prefer?: Maybe<string>;
  limits?: Maybe<Limit[]>;
  pareto?: Maybe<string[]>;
  why?: Maybe<string>;
  order: Place[];
  relax?: Maybe<Relaxation[]>;
}

export interface Split {
  sequences?: Maybe<number>;
  steps?: Maybe<number>;
  min?: Maybe<number>;
  median?: Maybe<number>;
  p90?: Maybe<number>;
  p99?: Maybe<number>;
  max?: Maybe<number>;
  histogram?: Maybe<[number, number][]>; // [length in steps, sequences of it]
}

export interface Dataset {
  id?: Maybe<string>;
  title?: Maybe<string>;
  task?: Maybe<string>;
  sha256?: Maybe<string>;
  features?: Maybe<number>;
  outputs?: Maybe<number>;
  vocabulary?: Maybe<number>;
  classes?: Maybe<string[]>;
  step_seconds?: Maybe<number>;
  repairs?: Maybe<{ what: string; count: number; first?: Maybe<string> }[]>;
  published?: Maybe<{ what: string; metric: string; value: number; source?: Maybe<string> }[]>;
  train?: Maybe<Split>;
  validation?: Maybe<Split>;
  test?: Maybe<Split>;
}

export interface Bandwidth {
  level: string;
  bytes: number; // the working set
  bytes_per_second: number;
}

export interface Peak {
  arithmetic: string;
  isa: string;
  operations_per_second: number;
}

export interface MachineLimits {
  bandwidths?: Maybe<Bandwidth[]>;
  peaks?: Maybe<Peak[]>;
}

export interface Host {
  id: string;
  class?: Maybe<string>;
  cpu?: Maybe<string>;
  isa?: Maybe<string>;
  caches?: Maybe<string>;
  pinned?: Maybe<boolean>;
  warnings?: Maybe<string[]>;
  harness_floor_ns?: Maybe<number>;
  clock_ns?: Maybe<number>;
  limits?: Maybe<MachineLimits>;
}

export interface Suite {
  name: string;
  title?: Maybe<string>;
  sha256?: Maybe<string>;
  task?: Maybe<string>;
  metric: string; // empty: a cost-only suite, which judges no quality
  scenarios?: Maybe<string[]>;
  seeds?: Maybe<number[]>;
}

/// The gradient that reaches so many steps back.
export interface Reach {
  steps: number;
  norm: number;
  share: number; // of what it is one step back
}

export interface LookBack {
  layer: number;
  direction: number; // 1: backward
  by: string; // "state"; "input" of a plugin's family
  reach: Reach[];
  horizon: number;
  longest: number;
  median: number;
}

export interface Saturation {
  layer: number;
  direction: number;
  gate: string;
  low: number;
  high: number;
}

export interface GradientView {
  look_back: LookBack[];
  saturation: Saturation[];
}

export interface TrainingEpoch {
  train_loss: number;
  validation_score: number;
  gradient_norm: number;
  clipped_norm: number;
  median_norm: number;
  largest_norm: number;
  clipped_share: number;
  update_ratios: number[]; // by tensor
  horizons: number[]; // by look back
}

export interface Training {
  architecture: string;
  family: string;
  hidden: number;
  seed: number;
  updates: number;
  best_epoch: number; // index into epochs
  tensors: string[];
  epochs: TrainingEpoch[];
  untrained: GradientView;
  best: GradientView;
  flags: { vanishing: Maybe<string>; exploding: Maybe<string> };
}

export interface ShownColumn {
  name: string;
  key: string; // of a measurement
  shown: string; // how its value is written: a unit, or "count", "share", "bound", "fraction", "last"
  explanation: string;
}

export interface ShownScenario {
  sentence: string;
  columns: ShownColumn[];
}

export interface Report {
  schema: string;
  program?: Maybe<string>;
  suite: Suite;
  shown: { scenarios: Record<string, ShownScenario> };
  sizes?: Maybe<Sizes>;
  dataset?: Maybe<Dataset>;
  hosts?: Maybe<Host[]>;
  candidates: Candidate[];
  trainings?: Maybe<Training[]>;
  measurements: Measurement[];
  rankings: Ranking[];
  warnings?: Maybe<string[]>;
}

/// The document that the program put into the page. Throws where there is none.
export function read_report(): Report {
  const text = document.getElementById("report")?.textContent ?? "";
  return JSON.parse(text) as Report;
}
