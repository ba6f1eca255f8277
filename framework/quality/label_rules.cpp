#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "data/dataset.hpp"
#include "quality/floor_rules.hpp"
#include "quality/softmax_regression.hpp"

namespace gatewise {
namespace {

/// Shares of labels, with one more count dealt out as `prior` has it: so a tie falls to the label that is more frequent
/// in general, and none is impossible.
std::vector<double> shares_of(const std::vector<std::int64_t>& counts, const std::vector<double>& prior) {
  const double all = std::accumulate(counts.begin(), counts.end(), 1.0);
  std::vector<double> shares;
  for (std::size_t k = 0; k < counts.size(); ++k) shares.push_back((static_cast<double>(counts[k]) + prior[k]) / all);
  return shares;
}

/// As a model's answer: the most frequent label is the largest, and the cross-entropy is that of the shares.
std::vector<float> logits_of(const std::vector<double>& shares) {
  std::vector<float> logits;
  for (const double share : shares) logits.push_back(static_cast<float>(std::log(share)));
  return logits;
}

/// The share of each among all labels of train.
std::vector<double> overall_shares(const Dataset& dataset) {
  std::vector<std::int64_t> counts(static_cast<std::size_t>(dataset.outputs));
  for (const Sequence& sequence : dataset.train) {
    for (const std::int32_t label : sequence.labels) {
      if (label >= 0) counts[static_cast<std::size_t>(label)] += 1;  // -1 asks nothing
    }
  }
  return shares_of(counts, std::vector<double>(counts.size(), 1.0 / static_cast<double>(counts.size())));
}

/// `count` times the same answer.
std::vector<float> repeat(const std::vector<float>& answer, std::size_t count) {
  std::vector<float> answers;
  for (std::size_t i = 0; i < count; ++i) answers.insert(answers.end(), answer.begin(), answer.end());
  return answers;
}

Rule most_frequent_rule(const Dataset& dataset) {
  return [answer = logits_of(overall_shares(dataset))](const Sequence& sequence) {
    return repeat(answer, sequence.labels.size());
  };
}

/// What tells steps apart: a floor is as strong as it can be, so rare words count apart though a model may not know
/// them.
const std::vector<std::int32_t>& words_of(const Sequence& sequence) {
  return sequence.words.empty() ? sequence.tokens : sequence.words;
}

Rule per_token_rule(const Dataset& dataset) {
  std::map<std::int32_t, std::vector<std::int64_t>> counts;
  for (const Sequence& sequence : dataset.train) {
    const std::vector<std::int32_t>& words = words_of(sequence);
    for (std::size_t t = 0; t < words.size(); ++t) {
      if (sequence.labels[t] < 0) continue;
      auto& row = counts.try_emplace(words[t], static_cast<std::size_t>(dataset.outputs)).first->second;
      row[static_cast<std::size_t>(sequence.labels[t])] += 1;
    }
  }
  const std::vector<double> prior = overall_shares(dataset);
  std::map<std::int32_t, std::vector<float>> answers;
  for (const auto& [word, row] : counts) answers[word] = logits_of(shares_of(row, prior));
  return [answers, fallback = most_frequent_rule(dataset), width = dataset.outputs](const Sequence& sequence) {
    std::vector<float> all = fallback(sequence);
    const std::vector<std::int32_t>& words = words_of(sequence);
    for (std::size_t t = 0; t < words.size(); ++t) {
      const auto found = answers.find(words[t]);
      if (found == answers.end()) continue;
      std::copy(found->second.begin(), found->second.end(), all.begin() + static_cast<std::ptrdiff_t>(t) * width);
    }
    return all;
  };
}

SparseRow dense_row(const float* values, std::size_t width) {
  SparseRow row;
  for (std::size_t j = 0; j < width; ++j) row.add(j, values[j]);
  return row;
}

/// Which words a text holds; those beyond `width` are not in train.
SparseRow bag_of(const Sequence& sequence, std::size_t width) {
  const std::vector<std::int32_t>& words = words_of(sequence);
  SparseRow row;
  for (const std::int32_t word : std::set<std::int32_t>(words.begin(), words.end())) {
    if (static_cast<std::size_t>(word) < width) row.add(static_cast<std::size_t>(word), 1);
  }
  return row;
}

using ToSparseRow = std::function<SparseRow(const Sequence&)>;

/// A softmax regression on one row a sequence.
Rule softmax_rule(const Dataset& dataset, std::size_t width, const ToSparseRow& to_row) {
  std::vector<SparseRow> rows;
  std::vector<std::int32_t> labels;
  for (const Sequence& sequence : dataset.train) {
    rows.push_back(to_row(sequence));
    labels.push_back(sequence.labels[0]);
  }
  const SoftmaxRegression model(rows, labels, width, static_cast<std::size_t>(dataset.outputs));
  return [model, to_row](const Sequence& sequence) { return model.logits(to_row(sequence)); };
}

Rule softmax_on_segments(const Dataset& dataset, std::int64_t count) {
  const auto width = static_cast<std::size_t>(dataset.feature_count);
  const std::size_t columns = width * static_cast<std::size_t>(count);
  return softmax_rule(dataset, columns, [=](const Sequence& sequence) {
    return dense_row(segment_means(sequence, width, count).data(), columns);
  });
}

Rule bag_of_words_rule(const Dataset& dataset) {
  std::int32_t most = 0;
  for (const Sequence& sequence : dataset.train) {
    for (const std::int32_t word : words_of(sequence)) most = std::max(most, word);
  }
  const auto width = static_cast<std::size_t>(most) + 1;
  return softmax_rule(dataset, width, [=](const Sequence& sequence) { return bag_of(sequence, width); });
}

Rule frame_rule(const Dataset& dataset) {
  const auto width = static_cast<std::size_t>(dataset.feature_count);
  std::vector<SparseRow> rows;
  std::vector<std::int32_t> labels;
  for (const Sequence& sequence : dataset.train) {
    for (std::size_t begin = 0; begin < sequence.features.size(); begin += width)
      rows.push_back(dense_row(sequence.features.data() + begin, width));
    labels.insert(labels.end(), sequence.labels.begin(), sequence.labels.end());
  }
  const SoftmaxRegression model(rows, labels, width, static_cast<std::size_t>(dataset.outputs));
  return [model, width](const Sequence& sequence) {
    std::vector<float> answers;
    for (std::size_t begin = 0; begin < sequence.features.size(); begin += width) {
      const std::vector<float> row = model.logits(dense_row(sequence.features.data() + begin, width));
      answers.insert(answers.end(), row.begin(), row.end());
    }
    return answers;
  };
}

}  // namespace

std::vector<NamedRule> label_rules(const Dataset& dataset) {
  const bool dense = dataset.feature_count > 0;
  if (dataset.task == Task::sequence_classification) {
    std::vector<NamedRule> rules{{"majority class", most_frequent_rule(dataset)}};
    if (!dense) {
      rules.push_back({"bag of words", bag_of_words_rule(dataset)});
      return rules;
    }
    rules.push_back({"softmax on the mean frame", softmax_on_segments(dataset, 1)});
    rules.push_back({"softmax on 8 segment means", softmax_on_segments(dataset, floor_segments)});
    return rules;
  }
  std::vector<NamedRule> rules{{"most frequent label", most_frequent_rule(dataset)}};
  rules.push_back(dense ? NamedRule{"softmax on the frame", frame_rule(dataset)}
                        : NamedRule{"most frequent label per token", per_token_rule(dataset)});
  return rules;
}

}  // namespace gatewise
