#include "base/units.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <span>

namespace gatewise {
namespace {

struct Suffix {
  std::string_view name;
  double factor;
};

constexpr std::array<Suffix, 6> durations{
    {{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"m", 60e9}, {"h", 3600e9}}};
constexpr std::array<Suffix, 7> sizes{
    {{"B", 1}, {"kB", 1e3}, {"KiB", 1024}, {"MB", 1e6}, {"MiB", 1048576}, {"GB", 1e9}, {"GiB", 1073741824}}};
constexpr std::array<Suffix, 2> plain{{{"", 1}, {"/s", 1}}};

std::span<const Suffix> suffixes(Unit unit) {
  if (unit == Unit::nanoseconds) return durations;
  if (unit == Unit::bytes) return sizes;
  return plain;
}

/// Three significant digits without an exponent.
std::string three_digits(double value) {
  const double size = std::abs(value);
  if (size >= 99.95) return fmt::format("{:.0f}", value);
  if (size >= 9.995) return fmt::format("{:.1f}", value);
  return fmt::format("{:.2f}", value);
}

std::string scaled(double value, std::span<const Suffix> units) {
  const Suffix* best = units.data();
  for (const Suffix& unit : units) {
    // From where the smaller unit would round up to a fourth digit; 1023.6 KiB stays, as 1024 is no round number.
    const double from = unit.factor == 1 ? 1 : unit.factor * (1 - 0.0005);
    if (std::abs(value) >= (unit.factor > 1 && static_cast<std::int64_t>(unit.factor) % 1000 != 0 ? unit.factor : from))
      best = &unit;
  }
  if (best->factor == 1) return fmt::format("{:.0f} {}", value, best->name);
  return fmt::format("{} {}", three_digits(value / best->factor), best->name);
}

std::string format_rate(double value) {
  constexpr std::array<Suffix, 4> rates{{{"/s", 1}, {"k/s", 1e3}, {"M/s", 1e6}, {"G/s", 1e9}}};
  return scaled(value, rates);
}

}  // namespace

namespace {

double most_of(Unit unit) {
  if (unit == Unit::nanoseconds) return most_nanoseconds;
  return unit == Unit::bytes ? most_quantity_bytes : most_plain;
}

}  // namespace

std::string wanted_quantity(Unit unit, std::string_view example) {
  if (unit == Unit::bytes) return fmt::format("a size with its unit, such as \"{}\", of at most 8388608GiB", example);
  return fmt::format("a time with its unit, such as \"{}\", of at most 8760h", example);
}

std::string instead_of(std::string_view given) {
  constexpr std::size_t most = 60;
  if (given.empty()) return "";
  return fmt::format("; it is '{}{}'", given.substr(0, most), given.size() > most ? "..." : "");
}

std::optional<double> parse_quantity(std::string_view text, Unit unit) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || !std::isfinite(number) || (unit != Unit::none && number < 0)) return std::nullopt;
  std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
  while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
  for (const Suffix& suffix : suffixes(unit)) {
    if (rest != suffix.name) continue;
    const double value = number * suffix.factor;
    return std::abs(value) <= most_of(unit) ? std::optional(value) : std::nullopt;
  }
  return std::nullopt;
}

std::string format_quantity(double value, Unit unit) {
  constexpr std::array<Suffix, 4> shown_durations{{{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}}};
  constexpr std::array<Suffix, 4> shown_sizes{{{"B", 1}, {"KiB", 1024}, {"MiB", 1048576}, {"GiB", 1073741824}}};
  if (unit == Unit::nanoseconds) return scaled(value, shown_durations);
  if (unit == Unit::bytes) return scaled(value, shown_sizes);
  if (unit == Unit::per_second) return format_rate(value);
  // Whole numbers of this size are counts, which an exponent would only hide.
  constexpr double countable = 1e15;
  if (std::abs(value) >= 1000 && std::abs(value) < countable) return fmt::format("{:.0f}", value);
  return fmt::format("{:.4g}", value);
}

}  // namespace gatewise
