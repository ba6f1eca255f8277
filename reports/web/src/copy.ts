// A command with a button that copies it.
import { element } from "./dom";

/// Pages opened from a file may lack the clipboard; then the text is selected the old way.
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = element("textarea", { class: "offscreen" });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

export function command(text: string): HTMLElement {
  const button = element("button", { type: "button", class: "copy", title: "Copy this command" }, "copy");
  button.addEventListener("click", () => {
    void copy(text).then((done) => {
      button.textContent = done ? "copied" : "select it";
      setTimeout(() => (button.textContent = "copy"), 1500);
    });
  });
  return element("div", { class: "command" }, button, element("code", { title: text }, text));
}
