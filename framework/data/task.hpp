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
  sequence_regression,      ///< K numbers for a sequence
  step_regression,          ///< K numbers for each step
  cost_only,                ///< nothing: seeded weights, no dataset, no quality
};

std::string task_name(Task task);

/// Names that a suite may use.
std::vector<std::string> task_names();

/// Names that a dataset may use.
std::vector<std::string> dataset_task_names();

/// Throws InputError where the name is none of task_names().
Task parse_task(const std::string& name);

/// Whether a model answers at each step, not once at the end.
bool answers_every_step(Task task);

/// Whether a model answers with numbers in a unit, not with a class.
bool answers_numbers(Task task);

}  // namespace gatewise

#endif
