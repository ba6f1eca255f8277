// What ran: implementation, ISA, precision, parity with the double-precision oracle, and memory part by part.
import { element, section } from "../dom";
import { bytes, count, duration, known, missing, plain, share, text, yes_no } from "../format";
import type { Page } from "../page";
import type { Candidate, Memory } from "../../generated/report";
import { table, type Column } from "../table";

export function implementation_section(page: Page): HTMLElement {
  const columns = (more: Column<Candidate>[]) => [page.name_column<Candidate>((row) => row.id), ...more];
  const part = (title: string, label: string, more: Column<Candidate>[]) => element("details", { open: true },
    element("summary", {}, title),
    table<Candidate>({ label, rows: page.report.candidates, columns: columns(more), filter: page.filter, candidate: (row) => row }));
  return section("implementations", "Implementations, parity, memory",
    part("Implementation and parity", "Implementation and parity", [...implementation_columns, ...parity_columns]),
    part("Memory, part by part", "Memory", memory_columns(page.report.candidates)));
}

const implementation_columns: Column<Candidate>[] = [
  { name: "implementation", cell: (row) => text(row.implementation), key: (row) => row.implementation },
  { name: "library", cell: (row) => text(row.library_version), key: (row) => row.library_version },
  { name: "ISA", cell: (row) => text(row.isa), key: (row) => row.isa },
  { name: "precision", title: "asked for → what ran", cell: precision, key: (row) => row.precision },
  { name: "threads", number: true, cell: (row) => plain(row.threads), key: (row) => row.threads },
  { name: "lengths", title: "emulated: the host wraps the cell and the row bears the cost", cell: (row) => text(row.lengths), key: (row) => row.lengths },
  { name: "approximate", cell: (row) => yes_no(row.approximate), key: (row) => Number(row.approximate ?? 0) },
];

const parity_columns: Column<Candidate>[] = [
  { name: "largest error", title: "against the oracle in double precision", number: true, cell: (row) => small(row.parity?.max_abs), key: (row) => row.parity?.max_abs },
  { name: "allowed", number: true, cell: (row) => small(row.parity?.allowed), key: (row) => row.parity?.allowed },
  { name: "of it used", number: true, cell: (row) => share(used(row)), key: used },
  { name: "NMSE", number: true, cell: (row) => small(row.parity?.nmse), key: (row) => row.parity?.nmse },
  { name: "prepare", title: "time to repack the weights, once", number: true, cell: (row) => duration(row.prepare_ns), key: (row) => row.prepare_ns },
  { name: "plugin", cell: plugin_text, key: (row) => row.plugin_version },
];

function precision(row: Candidate): string {
  const effective = row.effective_precision;
  return effective && effective !== row.precision ? `${row.precision} → ${effective}` : row.precision;
}

function small(value: number | null | undefined): string {
  return known(value) ? value === 0 ? "0" : value.toExponential(1) : missing;
}

function used(row: Candidate): number | null {
  return row.parity && row.parity.allowed > 0 ? row.parity.max_abs / row.parity.allowed : null;
}

function plugin_text(row: Candidate): string {
  return [row.plugin_version, row.plugin_sha256?.slice(0, 12)].filter(Boolean).join(", ") || missing;
}

function part(name: string, key: Exclude<keyof Memory, "complaint">, title = ""): Column<Candidate> {
  return { name, title, number: true, cell: (row) => bytes(row.memory?.[key]), key: (row) => row.memory?.[key] };
}

/// Reports before version 0.6 observed nothing: columns without a single value are left out.
function memory_columns(candidates: Candidate[]): Column<Candidate>[] {
  const any = (key: keyof Memory) => candidates.some((candidate) => candidate.memory?.[key] !== null && candidate.memory?.[key] !== undefined);
  const columns: (Column<Candidate> | false)[] = [
    part("weights", "weights_bytes"),
    part("state", "state_bytes", "of one stream"),
    part("scratch", "scratch_bytes"),
    part("total", "total_bytes", "weights, state and scratch"),
    any("observed_bytes") && part("observed", "observed_bytes", "what the allocator gave while the cell and a state were made"),
    any("streams_per_gib") && {
      name: "streams per GiB", title: "how many streams' states fit into 1 GiB beside one copy of the weights", number: true,
      cell: (row) => count(row.memory?.streams_per_gib), key: (row) => row.memory?.streams_per_gib,
    },
    part("peak resident", "peak_rss_bytes", "growth of the whole process: kept apart"),
    part("file", "file_bytes"),
    {
      name: "allocations a step", number: true,
      cell: (row) => plain(row.memory?.allocations_per_step), key: (row) => row.memory?.allocations_per_step,
    },
    { name: "parameters", number: true, cell: (row) => count(row.parameters), key: (row) => row.parameters },
    any("complaint") && { name: "complaint", wide: true, cell: complaint, key: (row) => row.memory?.complaint },
  ];
  return columns.filter((column): column is Column<Candidate> => column !== false);
}

function complaint({ memory }: Candidate): HTMLElement | string {
  return memory?.complaint ? element("span", { class: "warn" }, `⚠ ${memory.complaint}`) : "";
}
