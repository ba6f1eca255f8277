#ifndef GATEWISE_DATA_TASK_HPP
#define GATEWISE_DATA_TASK_HPP

#include <string>
#include <vector>

namespace gatewise {

/// What a model is asked for.
enum class Task {
  sequence_classification,  ///< one class for a sequence
  token_labelling,          ///< one label for each step
  forecasting,              ///< the values that follow a window
};

std::string task_name(Task task);

/// Names that a suite may use.
std::vector<std::string> task_names();

/// Throws InputError where the name is none of task_names().
Task parse_task(const std::string& name);

}  // namespace gatewise

#endif
