// A choice of one among a few, as buttons side by side.
import { element } from "./dom";

export function switch_of(label: string, names: string[], chosen: number, choose: (index: number) => void): HTMLElement {
  const group = element("span", { class: "switch", role: "group", "aria-label": label });
  const buttons = names.map((name) => element("button", { type: "button" }, name.replace("p999", "p99.9")));
  const press = (index: number) => buttons.forEach((button, i) => button.setAttribute("aria-pressed", String(i === index)));
  buttons.forEach((button, i) => button.addEventListener("click", () => {
    press(i);
    choose(i);
  }));
  press(chosen);
  group.append(...buttons);
  return group;
}
