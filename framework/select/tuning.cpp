#include "select/tuning.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/units.hpp"
#include "journal/record_checks.hpp"
#include "quality/metrics.hpp"
#include "suite/subjects.hpp"
#include "suite/sweep.hpp"
#include "training/terms/epoch.hpp"

namespace gatewise {
namespace {

TriedRate read_rate(double rate, const Record& record) {
  TriedRate tried{rate, record.status, record.message, std::nullopt, 0, record.seconds};
  if (record.status != "ok") return tried;
  tried.score = validation_score_of(record.result);
  tried.epochs = static_cast<std::int64_t>(record.result.at("epochs").size());
  if (record.result.contains("retry")) {
    const auto retry = record.result.at("retry").get<Retry>();
    tried.reason = fmt::format("diverged and was taken up again after {} epochs at {} of its rate", retry.after_epochs,
                               retry.rate_factor);
  }
  return tried;
}

/// A record that can't be used is a training that failed.
TriedRate checked_rate(double rate, const RecordHead& head, const Journal& journal) {
  try {
    return journal.checked(head, [&] {
      Record record = journal.read(head);
      if (record.status == "ok") record.result = checked_training(std::move(record.result));
      return read_rate(rate, record);
    });
  } catch (const BadRecord& error) {
    return {rate, "failed", error.what(), std::nullopt, 0, head.seconds};
  }
}

}  // namespace

std::int64_t Tuning::trainings() const {
  return std::count_if(rates.begin(), rates.end(), [](const TriedRate& tried) { return tried.status != "missing"; });
}

std::int64_t Tuning::epochs() const {
  return std::accumulate(rates.begin(), rates.end(), std::int64_t{0},
                         [](std::int64_t sum, const TriedRate& tried) { return sum + tried.epochs; });
}

double Tuning::seconds() const {
  return std::accumulate(rates.begin(), rates.end(), 0.0,
                         [](double sum, const TriedRate& tried) { return sum + tried.seconds; });
}

std::string Tuning::text() const {
  if (rates.empty()) return "none: one recipe for all";
  const std::string spent = fmt::format("{} learning rates, {} trainings, {} epochs, {}", rates.size(), trainings(),
                                        epochs(), format_quantity(seconds() * 1e9, Unit::nanoseconds));
  if (!chosen) return spent + "; no rate could be trained";
  return fmt::format("{}; chose {}{}", spent, rates[*chosen].rate, is_at_edge() ? ", at the edge of the sweep" : "");
}

Tuning tuning_of(const Architecture& architecture, const Suite& suite, const Journal& journal) {
  Tuning tuning;
  std::vector<std::optional<double>> scores;
  if (suite.is_seeded) return tuning;
  for (const double rate : suite.sweep) {
    const RecordHead* head = journal.newest("train", rate_subject(architecture, suite.seeds.front(), rate));
    tuning.rates.push_back(head == nullptr ? TriedRate{rate, "missing", "was not trained yet", std::nullopt}
                                           : checked_rate(rate, *head, journal));
    scores.push_back(tuning.rates.back().score);
  }
  tuning.chosen = scores.empty() ? std::nullopt : choose_rate(scores, find_metric(suite.metric).better);
  return tuning;
}

}  // namespace gatewise
