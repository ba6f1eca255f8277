#ifndef GATEWISE_CONFORMANCE_FINDING_HPP
#define GATEWISE_CONFORMANCE_FINDING_HPP

#include <cstdint>
#include <string>
#include <vector>

namespace gatewise {

enum class Outcome { passed, failed, unsupported, unproven };

/// A tensor that a case worked with, for --dump.
struct DumpedTensor {
  std::string name;
  std::vector<std::int64_t> shape;
  std::vector<double> values;
  bool single = true;  ///< f32; otherwise f64
};

/// What a case found.
struct Finding {
  Outcome outcome = Outcome::passed;
  std::string expected;  ///< failed: what the contract asks for
  std::string got;       ///< failed: what came; unsupported, unproven: the reason
  std::string cause;     ///< failed: the likely cause, where it can be told
  std::vector<DumpedTensor> tensors{};
};

inline Finding pass() { return {}; }
inline Finding fail(std::string expected, std::string got, std::string cause = "") {
  return {Outcome::failed, std::move(expected), std::move(got), std::move(cause)};
}
/// The case does not apply to this cell.
inline Finding does_not_apply(std::string reason) { return {Outcome::unsupported, "", std::move(reason), ""}; }

}  // namespace gatewise

#endif
