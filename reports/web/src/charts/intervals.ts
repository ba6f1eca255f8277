// 95 % intervals of points as whiskers along both axes.
import type { CustomSeriesOption } from "echarts/charts";
import type { Theme } from "./theme";

/// [x, y, x low, x high, y low, y high] in the axes' own values.
export type Whiskers = [number, number, number, number, number, number];

interface Segment {
  type: "line";
  silent: true;
  shape: { x1: number; y1: number; x2: number; y2: number };
  style: { stroke: string; lineWidth: number; opacity: number };
}

export function interval_series(whiskers: Whiskers[], colours: string[], theme: Theme): CustomSeriesOption {
  const opacity = whiskers.length > 30 ? 0.3 : 0.6;
  return {
    type: "custom",
    silent: true,
    clip: true,
    z: 2,
    tooltip: { show: false },
    encode: { x: [0, 2, 3], y: [1, 4, 5] },
    data: whiskers,
    renderItem: (params, api) => {
      const style = { stroke: colours[params.dataIndex] ?? theme.quiet, lineWidth: 1, opacity };
      const at = (x: number, y: number) => api.coord([api.value(x), api.value(y)]) as [number, number];
      const segments: Segment[] = [];
      const draw = (x1: number, y1: number, x2: number, y2: number) =>
        segments.push({ type: "line", silent: true, shape: { x1, y1, x2, y2 }, style });
      const [left, y] = at(2, 1);
      const [right] = at(3, 1);
      const [x, bottom] = at(0, 4);
      const [, top] = at(0, 5);
      if (right - left > 0.5) {
        draw(left, y, right, y);
        for (const end of [left, right]) draw(end, y - 3, end, y + 3);
      }
      if (bottom - top > 0.5) {
        draw(x, top, x, bottom);
        for (const end of [top, bottom]) draw(x - 3, end, x + 3, end);
      }
      return { type: "group", children: segments };
    },
  };
}
