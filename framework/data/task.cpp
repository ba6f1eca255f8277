#include "data/task.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/nearest_name.hpp"

namespace gatewise {

std::vector<std::string> task_names() { return {"sequence-classification", "token-labelling", "forecasting"}; }

std::string task_name(Task task) { return task_names().at(static_cast<std::size_t>(task)); }

Task parse_task(const std::string& name) {
  for (const Task task : {Task::sequence_classification, Task::token_labelling, Task::forecasting}) {
    if (task_name(task) == name) return task;
  }
  throw InputError(fmt::format("unknown task '{}'{}", name, suggestion(name, task_names())));
}

}  // namespace gatewise
