// What the trainings' gradients did: how far back they reach, their norms by epoch, updates, gates.
import { badge } from "../badge";
import { lines_option, type Line, type LineChart, type Scale } from "../charts/lines";
import { Plot } from "../charts/plot";
import type { Theme } from "../charts/theme";
import { element, section, type Child } from "../dom";
import { filter_bar } from "../filter";
import { plain, share } from "../format";
import type { Page } from "../page";
import type { Candidate, GradientView, LookBack, Training, TrainingEpoch } from "../../generated/report";
import { switch_of } from "../switch";
import { table, unfold_button } from "../table";

export function gradient_section(page: Page): HTMLElement | null {
  const trainings = page.report.trainings ?? [];
  if (trainings.length === 0) return null;
  return section("gradients", "Gradients",
    element("p", {},
      "How strongly the loss of one answer hears what happened k steps before it: the norm of its gradient by the state that step starts from, as a share of what it is one step back. ",
      "The memory horizon ends where that falls under 1 %. Of several layers the one is drawn that looks back the farthest; lines of several seeds have the same colour."),
    filter_bar(page.filter, page.marks),
    new ReachFigure(page, trainings).host,
    new EpochFigure(page, trainings).host,
    training_table(page, trainings));
}

/// Any of the candidates that share the training: the filter asks one.
function candidate_of(page: Page, training: Training): Candidate | undefined {
  return page.report.candidates.find((one) => one.id.startsWith(`${training.architecture}/`));
}

function shown(page: Page, trainings: Training[]): Training[] {
  return trainings.filter((training) => {
    const candidates = page.report.candidates.filter((one) => one.id.startsWith(`${training.architecture}/`));
    return candidates.length === 0 || candidates.some((one) => page.filter.shows(one));
  });
}

function name_of(training: Training): string {
  return `${training.architecture} seed ${training.seed}`;
}

function farthest(view: GradientView): LookBack | undefined {
  return [...view.look_back].sort((a, b) => b.horizon - a.horizon)[0];
}

const smallest_share = 1e-8; // a gradient that is gone altogether has no logarithm

abstract class TrainingFigure {
  readonly host: HTMLElement;
  protected choice = 0;
  private readonly plot: Plot;
  protected readonly y_name = element("p", { class: "axis" });
  private readonly empty = element("p", { class: "empty" });

  constructor(protected readonly page: Page, protected readonly trainings: Training[], name: string, label: string,
    choices: string[], x_name: string) {
    this.plot = new Plot(name, label, (theme, width) => lines_option(this.chart(theme), theme, width));
    this.plot.host.classList.add("low");
    const choose = switch_of(label, choices, 0, (i) => {
      this.choice = i;
      this.update();
    });
    this.host = element("figure", {}, element("div", { class: "switches" }, choose), this.y_name, this.empty,
      page.add(this.plot), element("p", { class: "axis x" }, x_name));
    page.filter.on_change(() => this.update());
  }

  protected abstract chart(theme: Theme): LineChart;
  protected abstract describe(): string;

  protected line(training: Training, theme: Theme, points: [number, number][], dashed = false, what = ""): Line {
    return { name: name_of(training) + what, colour: this.page.marks.colour(training.family, theme.dark), dashed, points };
  }

  protected update(): void {
    this.y_name.textContent = this.describe();
    const count = shown(this.page, this.trainings).length;
    this.empty.textContent = count === 0 ? "No training to show in this chart." : "";
    this.plot.host.hidden = count === 0;
    if (count > 0) this.plot.draw();
  }
}

class ReachFigure extends TrainingFigure {
  constructor(page: Page, trainings: Training[]) {
    super(page, trainings, "reach", "How far back the gradients reach", ["at the best epoch", "before the first epoch"],
      "steps back in time, log scale");
    this.update();
  }

  protected describe(): string {
    return "gradient as a share of what it is one step back, log scale";
  }

  protected chart(theme: Theme): LineChart {
    const lines = shown(this.page, this.trainings).flatMap((training) => {
      const look = farthest(this.choice === 0 ? training.best : training.untrained);
      return look ? [this.line(training, theme, look.reach.map((at): [number, number] => [at.steps, at.share]))] : [];
    });
    return {
      lines,
      x: { log: true, binary: true, text: plain, name: "steps back" },
      y: { log: true, least: smallest_share, text: share_text, name: "share" },
      mark: { y: 0.01, name: "1 %: the horizon" },
    };
  }
}

function share_text(value: number): string {
  return value >= 1e-3 ? share(value) : value.toExponential(0);
}

interface Figure {
  name: string;
  title: string;
  scale: Scale;
  of: (epoch: TrainingEpoch) => number;
  beside?: { name: string; of: (epoch: TrainingEpoch) => number }; // drawn dashed
}

const log_scale = (name: string): Scale => ({ log: true, least: 1e-8, text: plain, name });

const figures: Figure[] = [
  {
    name: "gradient norm", title: "mean norm of the gradient before clipping, and after it (dashed), log scale", scale: log_scale("norm"),
    of: (epoch) => epoch.gradient_norm, beside: { name: ", clipped", of: (epoch) => epoch.clipped_norm },
  },
  {
    name: "updates clipped", title: "share of the epoch's updates whose gradient was clipped",
    scale: { log: false, text: share, name: "share" }, of: (epoch) => epoch.clipped_share,
  },
  {
    name: "update ratio", title: "largest update-to-weight ratio of a tensor, log scale", scale: log_scale("ratio"),
    of: (epoch) => Math.max(0, ...epoch.update_ratios),
  },
  { name: "horizon", title: "memory horizon, steps, log scale", scale: log_scale("steps"), of: (epoch) => Math.max(1, ...epoch.horizons) },
  { name: "loss", title: "mean training loss, log scale", scale: log_scale("loss"), of: (epoch) => epoch.train_loss },
];

class EpochFigure extends TrainingFigure {
  constructor(page: Page, trainings: Training[]) {
    super(page, trainings, "epochs", "What each epoch showed", figures.map((figure) => figure.name), "epoch");
    this.update();
  }

  private get figure(): Figure {
    return figures[this.choice] ?? (figures[0] as Figure);
  }

  protected describe(): string {
    return this.figure.title;
  }

  protected chart(theme: Theme): LineChart {
    const { of, beside, scale } = this.figure;
    const points = (training: Training, value: (epoch: TrainingEpoch) => number) =>
      training.epochs.map((epoch, i): [number, number] => [i + 1, value(epoch)]);
    const lines = shown(this.page, this.trainings).flatMap((training) => [
      this.line(training, theme, points(training, of)),
      ...(beside ? [this.line(training, theme, points(training, beside.of), true, beside.name)] : []),
    ]);
    return { lines, x: { log: false, whole: true, text: plain, name: "epoch" }, y: scale, mark: null };
  }
}

function best_epoch(training: Training): TrainingEpoch | undefined {
  return training.epochs[training.best_epoch];
}

function training_table(page: Page, trainings: Training[]): HTMLElement {
  const figure = (name: string, title: string, of: (epoch: TrainingEpoch) => number, text: (value: number) => string = plain) => ({
    name, title, number: true,
    cell: (training: Training) => { const epoch = best_epoch(training); return epoch ? text(of(epoch)) : plain(null); },
    key: (training: Training) => { const epoch = best_epoch(training); return epoch && of(epoch); },
  });
  return table<Training>({
    label: "Trainings at their best epochs",
    rows: trainings,
    candidate: (training) => candidate_of(page, training),
    filter: page.filter,
    details: (training) => training_details(training),
    columns: [
      {
        name: "training", key: name_of, stays: true,
        cell: (training) => unfold_button(`Tensors and gates of ${name_of(training)}`, "its tensors and gates", element("code", {}, name_of(training))),
      },
      { name: "best epoch", number: true, cell: (training) => `${training.best_epoch + 1} of ${training.epochs.length}`, key: (training) => training.best_epoch },
      figure("norm", "mean norm of the gradient before clipping", (epoch) => epoch.gradient_norm),
      figure("clipped to", "mean norm after clipping", (epoch) => epoch.clipped_norm),
      figure("largest norm", "before clipping", (epoch) => epoch.largest_norm),
      figure("updates clipped", "share of the epoch's updates", (epoch) => epoch.clipped_share, share),
      figure("update ratio", "the largest of a tensor: norm of the update by norm of the tensor", (epoch) => Math.max(0, ...epoch.update_ratios)),
      {
        name: "horizon", title: "steps back until the gradient falls under 1 % of what it is one step back", number: true,
        cell: (training) => horizon_text(training), key: (training) => farthest(training.best)?.horizon,
      },
      { name: "flags", cell: flags_of, key: (training) => training.flags.vanishing ?? training.flags.exploding },
    ],
  });
}

function horizon_text(training: Training): string {
  const look = farthest(training.best);
  return look ? `${look.horizon} of ${look.longest}` : plain(null);
}

function flags_of(training: Training): Child[] {
  return (["vanishing", "exploding"] as const).flatMap((flag) => {
    const why = training.flags[flag];
    return why ? [badge(flag, "unproven", why), " "] : [];
  });
}

function layer_name(one: { layer: number; direction: number }): string {
  return `layer ${one.layer + 1}${one.direction === 1 ? ", backward" : ""}`;
}

function training_details(training: Training): HTMLElement {
  const ratios = best_epoch(training)?.update_ratios ?? [];
  const why = (["vanishing", "exploding"] as const).flatMap((flag) => {
    const text = training.flags[flag];
    return text ? [element("p", {}, `${flag}: ${text}`)] : [];
  });
  return element("div", {}, ...why,
    table<LookBack>({
      label: "Look back", rows: training.best.look_back,
      columns: [
        { name: "through", cell: (look) => layer_name(look) },
        { name: "by", cell: (look) => look.by },
        { name: "horizon", number: true, cell: (look) => `${look.horizon} of ${look.longest}` },
        { name: "share after", cell: (look) => look.reach.map((at) => `${at.steps}: ${plain(at.share)}`).join(", "), wide: true },
      ],
    }),
    training.best.saturation.length === 0 ? null : table({
      label: "Saturated gates", rows: training.best.saturation,
      columns: [
        { name: "gate", cell: (one) => `${one.gate}, ${layer_name(one)}` },
        { name: "as good as shut", number: true, title: "below 0.1, a tanh below -0.9, a relu at 0", cell: (one) => share(one.low) },
        { name: "as good as open", number: true, title: "above 0.9", cell: (one) => share(one.high) },
      ],
    }),
    table<{ name: string; ratio: number }>({
      label: "Update-to-weight ratios", rows: training.tensors.map((name, i) => ({ name, ratio: ratios[i] ?? 0 })),
      columns: [
        { name: "tensor", cell: (row) => element("code", {}, row.name) },
        { name: "update ratio", number: true, cell: (row) => plain(row.ratio) },
      ],
    }));
}
