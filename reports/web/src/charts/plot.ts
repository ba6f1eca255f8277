// ECharts in an element that follows its width and the reader's colour scheme.
import { BarChart, CustomChart, LineChart, ScatterChart } from "echarts/charts";
import { AriaComponent, GridComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use, type ECharts, type EChartsCoreOption } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { element } from "../dom";
import { theme_now, type Theme } from "./theme";

use([BarChart, CustomChart, LineChart, ScatterChart, AriaComponent, GridComponent, MarkAreaComponent,
  MarkLineComponent, TooltipComponent, SVGRenderer]);

export type MakeOption = (theme: Theme, width: number) => EChartsCoreOption;

export class Plot {
  readonly host: HTMLElement;
  private chart: ECharts | null = null;

  constructor(name: string, label: string, private readonly make: MakeOption) {
    this.host = element("div", { class: "plot", "data-chart": name, role: "img", "aria-label": label });
  }

  /// Once the host stands in the page and has a width.
  start(): void {
    this.chart = init(this.host, null, { renderer: "svg" });
    this.draw();
    new ResizeObserver(() => this.resize()).observe(this.host);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
  }

  draw(): void {
    this.chart?.setOption(this.make(theme_now(), this.host.clientWidth), { notMerge: true });
  }

  private resize(): void {
    const { clientWidth, clientHeight } = this.host;
    if (!this.chart || clientWidth === 0) return;
    if (this.chart.getWidth() === clientWidth && this.chart.getHeight() === clientHeight) return;
    this.chart.resize();
    this.draw();
  }
}
