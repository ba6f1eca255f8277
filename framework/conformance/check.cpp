// Runs the cases, each cell in a child of its own.
#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/nearest_name.hpp"
#include "conformance/tasks.hpp"
#include "gatewise/conformance.hpp"
#include "host/answering_child.hpp"

namespace gatewise::conformance {
namespace {

std::string name_of(const ListedCell& cell) { return fmt::format("{}/{}/{}", cell.family, cell.precision, cell.name); }

/// Whether `asked` names the cell: a front part of family/precision/name, "plugin/" before it or not.
bool is_asked_for(const std::string& asked, const std::string& plugin, const ListedCell& cell) {
  if (asked.empty()) return true;
  for (const std::string& full : {name_of(cell), plugin + "/" + name_of(cell)}) {
    if (full == asked || full.rfind(asked + "/", 0) == 0) return true;
  }
  return false;
}

std::vector<ListedCell> cells_of(const PluginDescriptor& plugin, const std::string& asked) {
  std::vector<ListedCell> cells;
  std::vector<std::string> names;
  for (const ListedCell& cell : plugin.cells) {
    names.push_back(name_of(cell));
    if (is_asked_for(asked, plugin.id, cell)) cells.push_back(cell);
  }
  if (cells.empty()) {
    throw InputError(fmt::format("plugin '{}' has no cell '{}'{}", plugin.id, asked, suggestion(asked, names)));
  }
  return cells;
}

std::vector<Shape> shapes_of(const ConformanceCase& one, const Options& options) {
  if (options.input > 0) return {{options.input, options.hidden}};
  if (one.only) return {*one.only};
  return conformance_shapes();
}

std::vector<Task> tasks_of(const Options& options) {
  std::vector<Task> tasks;
  std::vector<std::string> names;
  for (const ConformanceCase& one : conformance_cases()) {
    names.push_back(one.name);
    if (!options.case_name.empty() && one.name != options.case_name) continue;
    for (const Shape& shape : shapes_of(one, options)) tasks.push_back({&one, shape});
  }
  if (tasks.empty())
    throw InputError(fmt::format("no case '{}'{}", options.case_name, suggestion(options.case_name, names)));
  return tasks;
}

/// Where the tasks end that one child plays from `first` on: one that is to be alone, or those up to the next such.
std::size_t end_of_share(Tasks tasks, std::size_t first) {
  std::size_t end = first + 1;
  if (tasks[first].one->alone) return end;
  while (end < tasks.size() && !tasks[end].one->alone) ++end;
  return end;
}

/// All results of one cell; a case whose child does not survive it fails, and another child takes the next.
class CellCheck {
 public:
  CellCheck(const std::filesystem::path& file, const Options& options, const std::function<void(const Result&)>& told)
      : file_(file), options_(options), told_(told) {}

  void run(const ListedCell& cell, const std::vector<Task>& tasks, std::vector<Result>& results) {
    for (std::size_t next = 0; next < tasks.size();) {
      const std::size_t end_of_child = end_of_share(tasks, next);
      const Tasks share = Tasks(tasks).subspan(next, end_of_child - next);
      AnsweringChild child([&](const AnsweringChild::Say& say) { play_tasks(file_, options_, cell, share, say); });
      while (next < end_of_child) {
        const std::optional<std::string> line = child.line(options_.case_seconds);
        if (!line) break;
        const Json said = Json::parse(*line, nullptr, false);
        if (!said.is_object()) continue;  // not the kit's: a plugin writes where it should not
        if (said.contains("error")) throw InputError(said.at("error").get<std::string>());
        const Task task{tasks[next++].one, {said.at("input"), said.at("hidden")}};
        add(results, cell, task,
            {said.at("outcome").get<Outcome>(), said.at("expected"), said.at("got"), said.at("cause")});
      }
      const std::string end = child.end();
      const bool silent = child.silent();
      if (next == end_of_child || (end.empty() && !silent)) continue;
      add(results, cell, tasks[next++],
          fail("the case comes to its end",
               silent ? fmt::format("no end within {:.0f} s, or none after it closed its descriptors",
                                    options_.case_seconds)
                      : fmt::format("the process ended: {}", end),
               silent                        ? "an endless loop, or a lock that is never released"
               : end.rfind("signal", 0) == 0 ? "a crash: an access outside its memory"
                                             : "the plugin ends the process"));
    }
  }

 private:
  void add(std::vector<Result>& results, const ListedCell& cell, const Task& task, const Finding& found) {
    constexpr Status statuses[]{Status::passed, Status::failed, Status::unsupported, Status::unproven};
    Result& result = results.emplace_back();
    result.cell = name_of(cell);
    result.name = task.one->name;
    result.input = task.shape.input;
    result.hidden = task.shape.hidden;
    result.status = statuses[static_cast<int>(found.outcome)];
    result.expected = found.expected;
    result.got = found.got;
    result.cause = found.cause;
    result.repeat = fmt::format("gatewise plugins check {} --cell {} --case {} --shape {}x{}", file_.string(),
                                result.cell, result.name, result.input, result.hidden);
    if (told_) told_(result);
  }

  const std::filesystem::path& file_;
  const Options& options_;
  const std::function<void(const Result&)>& told_;
};

}  // namespace

std::vector<Result> check(const std::filesystem::path& plugin, const Options& options,
                          const std::function<void(const Result&)>& told) {
  const PluginDescriptor descriptor = examine_plugin(plugin);
  const std::vector<ListedCell> cells = cells_of(descriptor, options.cell);
  const std::vector<Task> tasks = tasks_of(options);
  std::vector<Result> results;
  for (const ListedCell& cell : cells) CellCheck(plugin, options, told).run(cell, tasks, results);
  return results;
}

std::vector<std::pair<std::string, std::string>> case_names() {
  std::vector<std::pair<std::string, std::string>> names;
  for (const ConformanceCase& one : conformance_cases()) names.emplace_back(one.name, one.promise);
  return names;
}

const char* text(Status status) {
  switch (status) {
    case Status::passed:
      return "PASSED";
    case Status::failed:
      return "FAILED";
    case Status::unsupported:
      return "UNSUPPORTED";
    case Status::unproven:
      return "UNPROVEN";
  }
  return "";
}

}  // namespace gatewise::conformance
