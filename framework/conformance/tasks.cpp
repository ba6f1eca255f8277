#include "conformance/tasks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <optional>

#include "base/error.hpp"
#include "base/json.hpp"
#include "conformance/dump.hpp"
#include "measure/machine/threads.hpp"

namespace gatewise::conformance {
namespace {

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

}  // namespace

void play_tasks(const std::filesystem::path& file, const Options& options, const ListedCell& cell, Tasks tasks,
                const AnsweringChild::Say& say) {
  try {
    run_tasks(file, options, cell, tasks, say);
  } catch (const InputError& error) {
    say(Json{{"error", error.what()}}.dump(-1, ' ', false, Json::error_handler_t::replace));
  }
}

}  // namespace gatewise::conformance
