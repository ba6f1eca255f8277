// Which candidates the page shows: one choice for all its tables and charts, made with the legend's own chips.
import { element } from "./dom";
import { backend_of } from "./lookup";
import { mark_icon, type Marks } from "./marks";
import type { Candidate } from "../generated/report";

export class Filter {
  private readonly hidden = new Set<string>();
  private words = "";
  private readonly listeners: (() => void)[] = [];

  shows(candidate: Candidate): boolean {
    if (this.hidden.has(`family ${candidate.family}`) || this.hidden.has(`backend ${backend_of(candidate)}`)) return false;
    return this.words.split(/\s+/).every((word) => candidate.id.toLowerCase().includes(word));
  }

  is_hidden(key: string): boolean {
    return this.hidden.has(key);
  }

  toggle(key: string): void {
    if (!this.hidden.delete(key)) this.hidden.add(key);
    this.tell();
  }

  get text(): string {
    return this.words;
  }

  set text(words: string) {
    this.words = words.trim().toLowerCase();
    this.tell();
  }

  on_change(listener: () => void): void {
    this.listeners.push(listener);
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

/// Legend and filter in one: a chip for each family and backend, and a box for words of an id.
export function filter_bar(filter: Filter, marks: Marks): HTMLElement {
  const bar = element("div", { class: "filter", role: "group", "aria-label": "Filter candidates" });
  for (const family of marks.families) bar.append(chip(filter, `family ${family}`, family, mark_icon(marks, family, null)));
  bar.append(element("span", { class: "gap" }));
  for (const backend of marks.backends) {
    bar.append(chip(filter, `backend ${backend}`, backend, mark_icon(marks, null, backend)));
  }
  bar.append(words_box(filter));
  return bar;
}

function chip(filter: Filter, key: string, name: string, icon: Node): HTMLElement {
  const button = element("button", { type: "button", class: "chip", title: "Show or hide" }, icon, name);
  const update = () => button.setAttribute("aria-pressed", String(!filter.is_hidden(key)));
  button.addEventListener("click", () => filter.toggle(key));
  filter.on_change(update);
  update();
  return button;
}

function words_box(filter: Filter): HTMLElement {
  const box = element("input", { type: "search", placeholder: "id contains …", "aria-label": "Words of the id" });
  box.addEventListener("input", () => {
    filter.text = box.value;
  });
  filter.on_change(() => {
    if (box !== document.activeElement) box.value = filter.text;
  });
  return box;
}
