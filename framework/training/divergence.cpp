#include "training/divergence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "data/dataset.hpp"

namespace gatewise {
namespace {

/// Sum of squares of a tensor's values; not finite where one of them is not.
double squares_of(const ParameterLayout& layout, const Parameter& parameter, const std::vector<float>& values) {
  const float* at = values.data() + layout.offset(parameter.name);
  double squares = 0;
  for (std::int64_t i = 0; i < parameter.elements(); ++i) squares += static_cast<double>(at[i]) * at[i];
  return squares;
}

/// Where the sequence's input is not finite; empty where all of it is.
std::string fault_of(const Sequence& sequence) {
  const auto found = std::find_if(sequence.features.begin(), sequence.features.end(),
                                  [](float value) { return !std::isfinite(value); });
  if (found == sequence.features.end()) return "";
  const auto index = static_cast<std::int64_t>(found - sequence.features.begin());
  const std::int64_t width = static_cast<std::int64_t>(sequence.features.size()) / sequence.length;
  return fmt::format(", and its input is not finite (step {}, feature {}): repair it or leave it out", index / width,
                     index % width);
}

}  // namespace

std::string first_not_finite(const ParameterLayout& layout, const std::vector<float>& values) {
  for (const Parameter& parameter : layout.parameters()) {
    if (!std::isfinite(squares_of(layout, parameter, values))) return parameter.name;
  }
  return "";
}

std::string suspect_gradient(const ParameterLayout& layout, const std::vector<float>& gradient) {
  const std::string broken = first_not_finite(layout, gradient);
  if (!broken.empty()) return fmt::format("the gradient of {} is the first that is not finite", broken);
  const auto squares = [&](const Parameter& parameter) { return squares_of(layout, parameter, gradient); };
  const auto largest = std::max_element(layout.parameters().begin(), layout.parameters().end(),
                                        [&](const auto& a, const auto& b) { return squares(a) < squares(b); });
  return fmt::format("the gradient of {} is the largest, of norm {:.3g}", largest->name, std::sqrt(squares(*largest)));
}

std::string describe(const Divergence& d, const Sequences& split) {
  const Sequence& sequence = split[d.sequence];
  return fmt::format(
      "training diverged in epoch {}, update {}: mean loss {:.3g}, gradient norm {:.3g}; {}; of the minibatch's {} "
      "sequences number {} of the training split ({} steps) stands out with a loss of {:.3g}{}; lower "
      "training.learning_rate.peak, training.clip_norm or training.clip_value",
      d.epoch + 1, d.update + 1, d.loss, d.gradient_norm, d.suspect, d.minibatch, d.sequence, sequence.length,
      d.sequence_loss, fault_of(sequence));
}

double explosion_loss(const Dataset& dataset) {
  const double ignorant = answers_numbers(dataset.task) ? 1 : std::log(static_cast<double>(dataset.outputs));
  return 100 * std::max(1.0, ignorant);
}

}  // namespace gatewise
