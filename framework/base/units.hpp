// Quantities as users write them ("50us", "1MiB") and as tables show them.
#ifndef GATEWISE_BASE_UNITS_HPP
#define GATEWISE_BASE_UNITS_HPP

#include <optional>
#include <string>
#include <string_view>

namespace gatewise {

/// What a number means.
enum class Unit { none, nanoseconds, bytes, per_second };

/// The most that a user may ask for: a year, and 8192 TiB, which a double holds exactly.
inline constexpr double most_nanoseconds = 8760 * 3600e9;
inline constexpr double most_quantity_bytes = 9007199254740992.0;  // 2^53
inline constexpr double most_plain = 1e18;                         // of a number without a unit, of either sign

/// "50us" → 50000, "1MiB" → 1048576, "0.75" → 0.75, "2k" is refused. Durations take ns, us, ms, s, m, h; bytes take B,
/// kB, KiB, MB, MiB, GB, GiB. Empty where the text is no quantity of that unit, or one beyond what a user may ask for;
/// a bare number is refused for durations and bytes, since it would hide its unit.
std::optional<double> parse_quantity(std::string_view text, Unit unit);

/// What is wanted where parse_quantity() gives nothing: "a time with its unit, such as "50us", of at most 8760h".
std::string wanted_quantity(Unit unit, std::string_view example);

/// "; it is '1e308h'", behind what was wanted; nothing where no text was given.
std::string instead_of(std::string_view given);

/// Three significant digits with a fitting unit: "1.23 us", "48.0 KiB"; four for a plain number, "0.9123",
/// and all digits before its point: "32268".
std::string format_quantity(double value, Unit unit);

}  // namespace gatewise

#endif
