// Elements made by hand: all text goes in as text, so that no id or message of a plugin can become markup.

export type Child = Node | string | null | undefined | false;

export interface Attributes {
  class?: string;
  title?: string;
  id?: string;
  href?: string;
  type?: string;
  open?: boolean;
  [data: `data-${string}`]: string;
  [aria: `aria-${string}`]: string;
  role?: string;
  scope?: string;
  placeholder?: string;
  tabindex?: string;
}

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (typeof value === "string") made.setAttribute(name, value);
  }
  append(made, children);
  return made;
}

export function append(parent: Node, children: Child[]): void {
  for (const child of children) if (child) parent.appendChild(typeof child === "string" ? text_node(child) : child);
}

function text_node(text: string): Text {
  return document.createTextNode(text);
}

/// A section with its heading, reachable from the page's contents.
export function section(id: string, title: string, ...children: Child[]): HTMLElement {
  return element("section", { id }, element("h2", {}, title), ...children);
}

/// Pairs of a name and what it is, those without a value left out.
export function facts(...pairs: [string, Child][]): HTMLElement {
  const list = element("dl", { class: "facts" });
  for (const [name, value] of pairs) {
    if (value) list.append(element("div", {}, element("dt", {}, name), element("dd", {}, value)));
  }
  return list;
}
