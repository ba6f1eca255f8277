#include "quality/floors.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>

#include "quality/softmax_regression.hpp"

namespace gatewise {
namespace {

/// A rule's raw answers to one sequence, as a model would give them.
using Rule = std::function<std::vector<float>(const Sequence&)>;

Floor floor_by(const std::string& name, const Dataset& dataset, const Rule& rule) {
  const auto answer = [&](const Sequences& sequences) {
    std::vector<Outcome> outcomes;
    for (const Sequence& sequence : sequences) outcomes.push_back(outcome_of(dataset, sequence, rule(sequence)));
    return outcomes;
  };
  return {name, answer(dataset.validation), answer(dataset.test)};
}

std::vector<float> one_hot(std::int64_t width, std::int32_t label) {
  std::vector<float> answers(static_cast<std::size_t>(width), 0.0F);
  answers[static_cast<std::size_t>(label)] = 1.0F;
  return answers;
}

/// `count` times the same answer.
std::vector<float> repeat(const std::vector<float>& answer, std::size_t count) {
  std::vector<float> answers;
  for (std::size_t i = 0; i < count; ++i) answers.insert(answers.end(), answer.begin(), answer.end());
  return answers;
}

std::int32_t most_frequent(const std::vector<std::int64_t>& counts) {
  return static_cast<std::int32_t>(std::max_element(counts.begin(), counts.end()) - counts.begin());
}

Rule most_frequent_rule(const Dataset& dataset) {
  std::vector<std::int64_t> counts(static_cast<std::size_t>(dataset.outputs));
  for (const Sequence& sequence : dataset.train) {
    for (const std::int32_t label : sequence.labels) {
      if (label >= 0) counts[static_cast<std::size_t>(label)] += 1;  // -1 asks nothing
    }
  }
  const std::vector<float> answer = one_hot(dataset.outputs, most_frequent(counts));
  return [answer](const Sequence& sequence) { return repeat(answer, sequence.labels.size()); };
}

/// What tells steps apart: a floor is as strong as it can be, so rare words count apart though a model may not know
/// them.
const std::vector<std::int32_t>& words_of(const Sequence& sequence) {
  return sequence.words.empty() ? sequence.tokens : sequence.words;
}

Rule per_token_rule(const Dataset& dataset) {
  std::map<std::int32_t, std::vector<std::int64_t>> counts;
  const Rule fallback = most_frequent_rule(dataset);
  for (const Sequence& sequence : dataset.train) {
    const std::vector<std::int32_t>& words = words_of(sequence);
    for (std::size_t t = 0; t < words.size(); ++t) {
      if (sequence.labels[t] < 0) continue;
      auto& row = counts.try_emplace(words[t], static_cast<std::size_t>(dataset.outputs)).first->second;
      row[static_cast<std::size_t>(sequence.labels[t])] += 1;
    }
  }
  return [counts, fallback, width = dataset.outputs](const Sequence& sequence) {
    std::vector<float> answers = fallback(sequence);
    const std::vector<std::int32_t>& words = words_of(sequence);
    for (std::size_t t = 0; t < words.size(); ++t) {
      const auto found = counts.find(words[t]);
      if (found == counts.end()) continue;
      const std::vector<float> answer = one_hot(width, most_frequent(found->second));
      std::copy(answer.begin(), answer.end(), answers.begin() + static_cast<std::ptrdiff_t>(t) * width);
    }
    return answers;
  };
}

std::vector<float> mean_frame(const Sequence& sequence, std::size_t width) {
  std::vector<float> mean(width, 0.0F);
  for (std::size_t i = 0; i < sequence.features.size(); ++i)
    mean[i % width] += sequence.features[i] / static_cast<float>(sequence.length);
  return mean;
}

Rule mean_frame_rule(const Dataset& dataset) {
  const auto width = static_cast<std::size_t>(dataset.feature_count);
  std::vector<float> x;
  std::vector<std::int32_t> labels;
  for (const Sequence& sequence : dataset.train) {
    const std::vector<float> row = mean_frame(sequence, width);
    x.insert(x.end(), row.begin(), row.end());
    labels.push_back(sequence.labels[0]);
  }
  const SoftmaxRegression model(x, labels, width, static_cast<std::size_t>(dataset.outputs));
  return [model, width](const Sequence& sequence) { return model.logits(mean_frame(sequence, width).data()); };
}

Rule frame_rule(const Dataset& dataset) {
  const auto width = static_cast<std::size_t>(dataset.feature_count);
  std::vector<float> x;
  std::vector<std::int32_t> labels;
  for (const Sequence& sequence : dataset.train) {
    x.insert(x.end(), sequence.features.begin(), sequence.features.end());
    labels.insert(labels.end(), sequence.labels.begin(), sequence.labels.end());
  }
  const SoftmaxRegression model(x, labels, width, static_cast<std::size_t>(dataset.outputs));
  return [model, width](const Sequence& sequence) {
    std::vector<float> answers;
    for (std::size_t begin = 0; begin < sequence.features.size(); begin += width) {
      const std::vector<float> row = model.logits(sequence.features.data() + begin);
      answers.insert(answers.end(), row.begin(), row.end());
    }
    return answers;
  };
}

/// Forecasts the mean of the last `window` values at every horizon.
Rule recent_mean_rule(const Dataset& dataset, std::int64_t window) {
  return [window, scale = dataset.target_scale](const Sequence& sequence) {
    const float level =
        std::accumulate(sequence.recent.end() - window, sequence.recent.end(), 0.0F) / static_cast<float>(window);
    std::vector<float> answers;
    for (const float offset : sequence.offsets) answers.push_back((level - offset) / scale);
    return answers;
  };
}

}  // namespace

std::vector<Floor> floors_of(const Dataset& dataset) {
  if (dataset.task == Task::forecasting) {
    std::vector<Floor> floors{floor_by("last value", dataset, recent_mean_rule(dataset, 1))};
    if (dataset.target_window > 1)
      floors.push_back(floor_by("mean of the last window", dataset, recent_mean_rule(dataset, dataset.target_window)));
    return floors;
  }
  if (dataset.task == Task::sequence_classification) {
    std::vector<Floor> floors{floor_by("majority class", dataset, most_frequent_rule(dataset))};
    if (dataset.feature_count > 0)
      floors.push_back(floor_by("softmax on the mean frame", dataset, mean_frame_rule(dataset)));
    return floors;
  }
  std::vector<Floor> floors{floor_by("most frequent label", dataset, most_frequent_rule(dataset))};
  if (dataset.feature_count > 0) {
    floors.push_back(floor_by("softmax on the frame", dataset, frame_rule(dataset)));
  } else {
    floors.push_back(floor_by("most frequent label per token", dataset, per_token_rule(dataset)));
  }
  return floors;
}

}  // namespace gatewise
