#include "data/task.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/nearest_name.hpp"

namespace gatewise {

std::vector<std::string> dataset_task_names() {
  return {"sequence-classification", "token-labelling", "forecasting", "sequence-regression", "step-regression"};
}

std::vector<std::string> task_names() {
  std::vector<std::string> names = dataset_task_names();
  names.emplace_back("cost-only");
  return names;
}

std::string task_name(Task task) { return task_names().at(static_cast<std::size_t>(task)); }

Task parse_task(const std::string& name) {
  const std::vector<std::string> names = task_names();
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return static_cast<Task>(i);
  }
  throw InputError(fmt::format("unknown task '{}'{}", name, suggestion(name, names)));
}

bool answers_every_step(Task task) { return task == Task::token_labelling || task == Task::step_regression; }

bool answers_numbers(Task task) {
  return task == Task::forecasting || task == Task::sequence_regression || task == Task::step_regression;
}

}  // namespace gatewise
