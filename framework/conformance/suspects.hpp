#ifndef GATEWISE_CONFORMANCE_SUSPECTS_HPP
#define GATEWISE_CONFORMANCE_SUSPECTS_HPP

#include <string>

#include "conformance/subject.hpp"

namespace gatewise {

/// What is probably wrong with a cell that fails parity: the usual mistakes are computed in double precision, one after
/// the other, and the one whose outputs the cell's agree with is named. Empty where none does, and for families that
/// plugins bring.
std::string likely_cause(const Subject& subject, const ParityRun& run);

}  // namespace gatewise

#endif
