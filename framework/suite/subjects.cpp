#include "suite/subjects.hpp"

#include <fmt/format.h>

namespace gatewise {

std::string train_subject(const Architecture& architecture, std::int64_t seed) {
  return fmt::format("{} seed {}", architecture.id(), seed);
}

std::string quality_subject(const CandidateName& candidate, std::int64_t seed) {
  return fmt::format("{} seed {}", candidate.id(), seed);
}

std::string rate_subject(const Architecture& architecture, std::int64_t seed, double rate) {
  return fmt::format("{} seed {} rate {}", architecture.id(), seed, rate);
}

}  // namespace gatewise
