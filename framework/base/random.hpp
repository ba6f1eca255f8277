#ifndef GATEWISE_BASE_RANDOM_HPP
#define GATEWISE_BASE_RANDOM_HPP

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace gatewise {

/// A seeded stream of random numbers that is the same on every platform, which std's distributions are not.
/// SplitMix64 (Steele, Lea and Flood 2014).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  /// A stream of its own for a named purpose, so that adding a draw in one place moves no other.
  Random(std::uint64_t seed, std::string_view purpose);

  std::uint64_t next();
  /// In [0, 1).
  double uniform();
  /// In [low, high).
  double uniform(double low, double high);
  /// Standard normal (Box and Muller 1958).
  double normal();
  /// In 0 .. count-1; count is at least 1.
  std::uint64_t below(std::uint64_t count);

  /// Fisher and Yates.
  template <class T>
  void shuffle(std::vector<T>& values) {
    for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
  }

 private:
  std::uint64_t state_;
};

}  // namespace gatewise

#endif
