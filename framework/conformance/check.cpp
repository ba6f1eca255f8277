// Runs the cases, each cell in a child of its own.
#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <span>

#include "base/error.hpp"
#include "base/json.hpp"
#include "base/nearest_name.hpp"
#include "conformance/case.hpp"
#include "conformance/dump.hpp"
#include "gatewise/conformance.hpp"
#include "host/answering_child.hpp"
#include "measure/threads.hpp"

namespace gatewise::conformance {
namespace {

/// One case at one shape.
struct Task {
  const ConformanceCase* one;
  Shape shape;
};

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

/// What a plugin's failure means for a case that expected none.
Finding unexpected(const PluginFailure& failure) {
  const std::string said = failure.what();
  const bool outside = said.rfind("writes ", 0) == 0;
  return fail(outside ? "nothing is written outside" : "no error",
              outside ? said : fmt::format("{}() answers: {}", failure.stage, said),
              outside ? "a size announced by needs() is too small, or an index runs on" : "");
}

Finding run_case(const Subject& subject, const ConformanceCase& one) {
  try {
    const std::string reason = subject.plugin.why_unsupported(subject.request);
    if (!reason.empty()) return does_not_apply(reason);
    if (one.needs_results && subject.description().does_nothing)
      return does_not_apply("the cell declares GW_CELL_DOES_NOTHING: there are no results to check");
    return one.check(subject);
  } catch (const PluginFailure& failure) {
    return unexpected(failure);
  } catch (const InputError& error) {
    return fail("a family and a precision that parity knows", error.what());
  } catch (const std::exception& error) {
    return fail("no exception", error.what(), "a C++ exception crosses the ABI");
  } catch (...) {
    return fail("no exception", "something that is no std::exception", "a C++ exception crosses the ABI");
  }
}

std::filesystem::path dump_folder(const Options& options, const ListedCell& cell, const Task& task) {
  return options.dump / fmt::format("{}-{}-{}", cell.family, cell.precision, cell.name) /
         fmt::format("i{}h{}", task.shape.input, task.shape.hidden) / task.one->name;
}

CellRequest request_of(const ListedCell& cell, const Shape& shape) {
  return {cell.family, cell.precision, cell.name, shape.input, shape.hidden, 1};
}

bool takes(const Plugin& plugin, const ListedCell& cell, const Shape& shape) {
  return plugin.why_unsupported(request_of(cell, shape)).empty();
}

/// A case that is for one shape is run at another where the cell does not take it: at the largest that it takes.
Shape supported_shape(const Plugin& plugin, const ListedCell& cell, const Task& task, const Options& options) {
  if (!task.one->only || options.input > 0 || takes(plugin, cell, task.shape)) return task.shape;
  const std::vector<Shape> shapes = conformance_shapes();
  const auto found =
      std::find_if(shapes.rbegin(), shapes.rend(), [&](const Shape& shape) { return takes(plugin, cell, shape); });
  return found == shapes.rend() ? task.shape : *found;
}

/// What a cell takes that takes none of the kit's shapes: to be proven there. Empty where it takes some of the kit's,
/// and where it takes nothing at all: it is not for this machine.
std::optional<Shape> shape_elsewhere(const Plugin& plugin, const ListedCell& cell) {
  const auto is_taken = [&](const Shape& shape) { return takes(plugin, cell, shape); };
  const std::vector<Shape> usual = conformance_shapes();
  if (std::any_of(usual.begin(), usual.end(), is_taken)) return std::nullopt;
  const std::vector<Shape> others = whole_tile_shapes();
  const auto found = std::find_if(others.begin(), others.end(), is_taken);
  return found == others.end() ? std::nullopt : std::optional(*found);
}

/// A cell is not passed over where it could be proven.
Finding unproven_where(Finding found, const std::optional<Shape>& elsewhere) {
  if (!elsewhere || found.outcome != Outcome::unsupported) return found;
  found.outcome = Outcome::unproven;
  found.got +=
      fmt::format(" (the cell takes none of the kit's shapes; it takes {0}x{1}: prove it with --shape {0}x{1})",
                  elsewhere->input, elsewhere->hidden);
  return found;
}

std::int64_t threads_so_far() { return threads_started().value_or(0); }

/// The plugin of a child, and what was there before it.
struct Loaded {
  explicit Loaded(const std::filesystem::path& file) : threads_before(threads_so_far()), plugin(Plugin::load(file)) {}

  /// Plugins that bring the cell's family, where this one does not. Their threads are not the cell's.
  void load_family(const ListedCell& cell, const Options& options) {
    const std::vector<std::string> known = family_ids();
    if (std::find(known.begin(), known.end(), cell.family) != known.end()) return;
    const std::int64_t before = threads_so_far();
    for (const std::filesystem::path& other : options.family_plugins) Plugin::load(other);
    threads_before += threads_so_far() - before;
  }

  std::int64_t threads_before;
  Plugin plugin;
};

std::string line_of(const Finding& found, const Shape& shape) {
  return Json{{"outcome", static_cast<int>(found.outcome)},
              {"input", shape.input},
              {"hidden", shape.hidden},
              {"expected", found.expected},
              {"got", found.got},
              {"cause", found.cause}}
      .dump(-1, ' ', false, Json::error_handler_t::replace);
}

using Tasks = std::span<const Task>;

/// In the child: a line for each task.
void run_tasks(const std::filesystem::path& file, const Options& options, const ListedCell& cell, Tasks tasks,
               const AnsweringChild::Say& say) {
  Loaded loaded(file);
  loaded.load_family(cell, options);
  const std::optional<Shape> elsewhere = options.input > 0 ? std::nullopt : shape_elsewhere(loaded.plugin, cell);
  for (const Task& asked : tasks) {
    const Task task{asked.one, supported_shape(loaded.plugin, cell, asked, options)};
    const Subject subject{loaded.plugin, request_of(cell, task.shape), loaded.threads_before};
    const Finding found = unproven_where(run_case(subject, *task.one), elsewhere);
    if (!options.dump.empty() && !found.tensors.empty()) dump_tensors(dump_folder(options, cell, task), found.tensors);
    say(line_of(found, task.shape));
    // What a trap has left in the middle of things is not to be trusted with another case.
    if (found.outcome == Outcome::failed && found.got.rfind("memory is touched", 0) == 0) return;
  }
}

/// run_tasks(); what the user got wrong is told to the parent.
void work(const std::filesystem::path& file, const Options& options, const ListedCell& cell, Tasks tasks,
          const AnsweringChild::Say& say) {
  try {
    run_tasks(file, options, cell, tasks, say);
  } catch (const InputError& error) {
    say(Json{{"error", error.what()}}.dump(-1, ' ', false, Json::error_handler_t::replace));
  }
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
      AnsweringChild child([&](const AnsweringChild::Say& say) { work(file_, options_, cell, share, say); });
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
