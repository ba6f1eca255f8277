// The page's colours, which page.css states once for both schemes, as the charts need them.

export interface Theme {
  dark: boolean;
  ink: string;
  quiet: string; // labels, ticks
  rule: string; // grid
  card: string; // the ground that a chart stands on
  inside: string; // the region inside the budget
  limit: string;
  font: string;
}

export function theme_now(): Theme {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  return {
    dark: matchMedia("(prefers-color-scheme: dark)").matches,
    ink: colour("--ink"),
    quiet: colour("--quiet"),
    rule: colour("--rule"),
    card: colour("--card"),
    inside: colour("--inside"),
    limit: colour("--limit"),
    font: style.fontFamily,
  };
}
