// What was spent on tuning an architecture before it was compared: a comparison between one that was tuned and one that
// was not says little.
#ifndef GATEWISE_SELECT_TUNING_HPP
#define GATEWISE_SELECT_TUNING_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "journal/journal.hpp"
#include "suite/suite.hpp"

namespace gatewise {

/// One learning rate of a sweep, as it came out.
struct TriedRate {
  double rate = 0;
  std::string status;           ///< "ok", "failed", or "missing" where it was not trained yet
  std::string reason;           ///< why it has no score, or what to know of it; may be empty
  std::optional<double> score;  ///< the best epoch's, on validation
  std::int64_t epochs = 0;      ///< that were finished; 0 where it failed
  double seconds = 0;           ///< that its training took
};

/// The sweep of one architecture. Without one there are no rates: all architectures had one recipe.
struct Tuning {
  std::vector<TriedRate> rates;       ///< rising
  std::optional<std::size_t> chosen;  ///< index; empty where no rate has a score

  /// Whether the chosen rate is the first or the last: a better one may lie outside.
  bool is_at_edge() const { return chosen && (*chosen == 0 || *chosen + 1 == rates.size()); }
  std::int64_t trainings() const;  ///< that went to an end, the chosen one, which the first seed takes over, included
  std::int64_t epochs() const;
  double seconds() const;
  /// "none: one recipe for all", or what was tried, what it took and what was chosen, in a sentence.
  std::string text() const;
};

/// As the journal's newest records say.
Tuning tuning_of(const Architecture& architecture, const Suite& suite, const Journal& journal);

}  // namespace gatewise

#endif
