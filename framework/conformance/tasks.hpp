#ifndef GATEWISE_CONFORMANCE_TASKS_HPP
#define GATEWISE_CONFORMANCE_TASKS_HPP

#include <filesystem>
#include <span>

#include "conformance/case.hpp"
#include "conformance/gatewise/conformance.hpp"
#include "host/answering_child.hpp"

namespace gatewise::conformance {

/// One case at one shape.
struct Task {
  const ConformanceCase* one;
  Shape shape;
};

using Tasks = std::span<const Task>;

/// In a child: loads the plugin, runs the tasks on one of its cells and says a line for each; fewer where one left the
/// process in a state that is not to be trusted. An option that is wrong is said as {"error"}.
void play_tasks(const std::filesystem::path& file, const Options& options, const ListedCell& cell, Tasks tasks,
                const AnsweringChild::Say& say);

}  // namespace gatewise::conformance

#endif
