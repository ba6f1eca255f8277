// Quantities as users write them ("50us", "1MiB") and as tables show them.
#ifndef GATEWISE_BASE_UNITS_HPP
#define GATEWISE_BASE_UNITS_HPP

#include <optional>
#include <string>
#include <string_view>

namespace gatewise {

/// What a number means.
enum class Unit { none, nanoseconds, bytes, per_second };

/// "50us" → 50000, "1MiB" → 1048576, "0.75" → 0.75, "2k" is refused. Durations take ns, us, ms, s, m, h; bytes take B,
/// kB, KiB, MB, MiB, GB, GiB. Empty where the text is no quantity of that unit; a bare number is refused for durations
/// and bytes, since it would hide its unit.
std::optional<double> parse_quantity(std::string_view text, Unit unit);

/// Three significant digits with a fitting unit: "1.23 us", "48.0 KiB"; four for a plain number, "0.9123",
/// and all digits before its point: "32268".
std::string format_quantity(double value, Unit unit);

}  // namespace gatewise

#endif
