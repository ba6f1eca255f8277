import type { Report } from "../generated/report";

/// The document that the program put into the page. Throws where there is none.
export function read_report(): Report {
  const text = document.getElementById("report")?.textContent ?? "";
  return JSON.parse(text) as Report;
}
