// What trials are of, as their records in the journal name it.
#ifndef GATEWISE_SUITE_SUBJECTS_HPP
#define GATEWISE_SUITE_SUBJECTS_HPP

#include <cstdint>
#include <string>

#include "suite/suite.hpp"

namespace gatewise {

/// The subject of the cost record that holds the harness's floor.
inline constexpr const char* floor_subject = "harness floor";

std::string train_subject(const Architecture& architecture, std::int64_t seed);
std::string quality_subject(const CandidateName& candidate, std::int64_t seed);

/// "lstm-h64-l1 seed 1 rate 0.003": the subject of a training that was made to choose a rate.
std::string rate_subject(const Architecture& architecture, std::int64_t seed, double rate);

}  // namespace gatewise

#endif
