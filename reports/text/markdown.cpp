#include "reports/text/markdown.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "base/json.hpp"
#include "base/units.hpp"
#include "reports/text/fairness_text.hpp"
#include "reports/text/gradient_table.hpp"
#include "reports/text/host_facts.hpp"
#include "reports/text/interval_text.hpp"
#include "reports/text/measurement_table.hpp"
#include "reports/text/printable_json.hpp"
#include "reports/text/rows.hpp"

namespace gatewise {
namespace {

std::string markdown_heading(const OrderedJson& report) {
  const OrderedJson& suite = report.at("suite");
  std::string text = fmt::format("# {}\n\n", suite.at("name").get<std::string>());
  if (!suite.at("title").get<std::string>().empty()) text += suite.at("title").get<std::string>() + "\n\n";
  if (primary_of(report).empty()) return text + "Cost alone, with seeded weights.\n";
  text += fmt::format("Task {}, primary metric {}, seeds {}.\n", suite.at("task").get<std::string>(),
                      suite.at("metric").get<std::string>(), suite.at("seeds").dump());
  return text;
}

/// What was met in the files. Runs before version 0.5 do not say.
std::string repairs_text(const OrderedJson& dataset) {
  std::string text;
  for (const OrderedJson& repair : dataset.value("repairs", OrderedJson::array())) {
    const std::string first = repair.at("first");
    text += fmt::format("- {} times {}{}\n", repair.at("count").dump(), repair.at("what").get<std::string>(),
                        first.empty() ? "" : fmt::format(", first at {}", first));
  }
  return text.empty() ? "" : "\nMet in its files:\n\n" + text;
}

std::string published_text(const OrderedJson& dataset) {
  std::string text;
  for (const OrderedJson& score : dataset.value("published", OrderedJson::array())) {
    text += fmt::format("- {}: {} {}\n", score.at("what").get<std::string>(), score.at("metric").get<std::string>(),
                        score.at("value").dump());
  }
  return text.empty() ? "" : "\nScores that others report:\n\n" + text;
}

std::string dataset_text(const OrderedJson& dataset) {
  if (!dataset.is_object()) return "";
  TextTable table;
  table.rows.push_back({"split", "sequences", "steps", "shortest", "median", "p90", "p99", "longest"});
  table.right = {false, true, true, true, true, true, true, true};
  for (const char* split : {"train", "validation", "test"}) {
    const OrderedJson& s = dataset.at(split);
    table.rows.push_back({split, s.at("sequences").dump(), s.at("steps").dump(), s.at("min").dump(),
                          s.at("median").dump(), s.at("p90").dump(), s.at("p99").dump(), s.at("max").dump()});
  }
  return fmt::format("\n## Dataset {}\n\n{}\n\n{}{}{}", dataset.at("id").get<std::string>(),
                     dataset.at("title").get<std::string>(), table.markdown(), repairs_text(dataset),
                     published_text(dataset));
}

std::string ranking_markdown(const OrderedJson& report, const OrderedJson& ranking) {
  std::string text = fmt::format(
      "\n## Budget {}{}\n\nLimits: {}. Preferred: {}.\n\n**{}** {}.\n\n", ranking.at("budget").get<std::string>(),
      host_suffix(report, ranking), limits_text(ranking), ranking.at("prefer").get<std::string>(),
      ranking.at("winner").is_null() ? "No winner:" : "Winner:", ranking.at("why").get<std::string>());
  text += ranked_table(report, ranking, true).markdown() + "\n";
  for (const OrderedJson& place : ranking.at("order")) {
    text += fmt::format("{}. `{}` {}\n", place.at("rank").get<int>(), place.at("candidate").get<std::string>(),
                        place.at("why").get<std::string>());
  }
  for (const OrderedJson& relax : ranking.at("relax")) {
    const std::string metric = relax.at("metric");
    text +=
        fmt::format("- Relaxing {} from {} to {} would admit `{}`.\n", metric, metric_text(metric, relax.at("limit")),
                    metric_text(metric, relax.at("needed")), relax.at("would_admit").get<std::string>());
  }
  return text + fmt::format("\nPareto front ({}p50, memory): {}\n", primary_of(report).empty() ? "" : "quality, ",
                            fmt::join(ranking.at("pareto").get<std::vector<std::string>>(), ", "));
}

std::string plain_number(double value) { return format_quantity(value, Unit::none); }

std::string quality_table(const OrderedJson& report) {
  if (primary_of(report).empty()) return "";
  TextTable table;
  table.rows.push_back({"candidate", "metric", "artifact", "95 % interval", "recipe", "95 % interval", "validation",
                        "floor", "floor's rule", "by seed"});
  table.right = {false, false, true, true, true, true, true, true, false, false};
  for (const OrderedJson& candidate : report.at("candidates")) {
    for (const auto& [metric, q] : candidate.at("quality").items()) {
      const auto number = [](const OrderedJson& value) {
        return value.is_null() ? "-" : plain_number(value.get<double>());
      };
      std::vector<std::string> seeds;
      for (const OrderedJson& seed : q.at("by_seed")) seeds.push_back(number(seed));
      const OrderedJson& artifact = q.at("artifact");
      table.rows.push_back({candidate.at("id"), metric, number(artifact.at("value")), ends_text(artifact, plain_number),
                            number(q.at("value")), ends_text(q, plain_number),
                            number(candidate.at("validation").at(metric).at("artifact").at("value")),
                            number(q.at("floor")),
                            q.at("floor_name").is_null() ? "-" : q.at("floor_name").get<std::string>(),
                            fmt::format("{}", fmt::join(seeds, ", "))});
    }
  }
  return "\n## Quality on the test split\n\nThe artifact is the training that validation chose: it ships, and limits "
         "speak "
         "of it. The recipe is the mean over the trainings of all seeds, and compares architectures. The column "
         "\"validation\" is the artifact's.\n\n" +
         table.markdown();
}

std::string gradients_text(const OrderedJson& report) {
  if (report.at("trainings").empty()) return "";
  std::string text =
      "\n## Gradients\n\nAt the best epoch of each seed. The horizon is how many steps back the gradient of an "
      "answer's loss keeps a hundredth of its norm one step back, in the layer that looks back the farthest, among "
      "sequences of at most \"of\" steps.\n\n" +
      gradient_table(report).markdown();
  for (const GradientNote& note : gradient_notes(report)) text += fmt::format("- {}\n", note.text);
  return text;
}

/// What stands beside the figures of a scenario, each sentence once.
std::string notes_markdown(const OrderedJson& report, const std::string& scenario) {
  std::vector<std::string> notes;
  for (const OrderedJson& entry : report.at("measurements")) {
    if (entry.at("scenario") != scenario || entry.at("samples") == 0) continue;
    for (const OrderedJson& note : entry.value("notes", OrderedJson::array())) {
      const std::string line = fmt::format("{}: {}", entry.at("candidate").get<std::string>(), note.get<std::string>());
      if (std::find(notes.begin(), notes.end(), line) == notes.end()) notes.push_back(line);
    }
  }
  std::string text = notes.empty() ? "" : "\n";
  for (const std::string& note : notes) text += fmt::format("- {}\n", note);
  return text;
}

std::string measurements_markdown(const OrderedJson& report) {
  std::string text;
  std::set<std::string> noted;
  for (const MeasurementTable& one : measurement_tables(report)) {
    text += fmt::format("\n## Measured: {}\n\n{}", one.title, one.table.markdown());
    for (const std::string& note : without_figure_notes(one)) text += fmt::format("\n{}\n", note);
    if (noted.insert(one.scenario).second) text += notes_markdown(report, one.scenario);
  }
  const TextTable parts = step_parts_table(report);
  if (parts.rows.size() > 1) text += fmt::format("\n## {}\n\n{}", step_parts_title, parts.markdown());
  return text;
}

std::string unranked_markdown(const OrderedJson& report) {
  std::string text;
  for (const OrderedJson& candidate : report.at("candidates")) {
    if (candidate.at("status") == "passed") continue;
    text += fmt::format("- `{}` {} at {}: {}\n", candidate.at("id").get<std::string>(),
                        candidate.at("status").get<std::string>(),
                        candidate.at("stage").is_null() ? "?" : candidate.at("stage").get<std::string>(),
                        candidate.at("reason").is_null() ? "" : candidate.at("reason").get<std::string>());
  }
  return text.empty() ? "" : "\n## " + unranked_title(report) + "\n\n" + text;
}

std::string host_markdown(const OrderedJson& host) {
  const auto text = [](const OrderedJson& value) {
    return value.is_string() ? value.get<std::string>() : value.dump();
  };
  std::string all = fmt::format("\n## Host {}\n\n{}", text(host.at("id")), text(host.at("class")));
  all += ".\n\n";
  for (const std::string& fact : host_facts(host)) all += fmt::format("- {}\n", fact);
  for (const OrderedJson& warning : host.at("warnings")) all += fmt::format("- {}\n", text(warning));
  return all;
}

std::string document_in_markdown(const OrderedJson& report) {
  std::string text = markdown_heading(report);
  for (const OrderedJson& ranking : report.at("rankings")) text += ranking_markdown(report, ranking);
  text += quality_table(report) + fairness_markdown(report) + gradients_text(report) + measurements_markdown(report) +
          unranked_markdown(report) + dataset_text(report.at("dataset"));
  for (const OrderedJson& host : report.at("hosts")) text += host_markdown(host);
  for (const OrderedJson& warning : report.at("warnings")) text += fmt::format("\n- {}\n", warning.get<std::string>());
  return text;
}

}  // namespace

std::string render_markdown(const OrderedJson& report) { return document_in_markdown(for_markdown(report)); }

}  // namespace gatewise
