#include "base/random.hpp"

#include <cmath>
#include <numbers>

namespace gatewise {

Random::Random(std::uint64_t seed, std::string_view purpose) : state_(seed) {
  // FNV-1a of the purpose, mixed into the seed.
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char letter : purpose) hash = (hash ^ static_cast<unsigned char>(letter)) * 1099511628211ULL;
  state_ = next() ^ hash;
}

std::uint64_t Random::next() {
  std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

double Random::uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

double Random::uniform(double low, double high) { return low + (high - low) * uniform(); }

double Random::normal() {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
  return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

__extension__ using Wide = unsigned __int128;

std::uint64_t Random::below(std::uint64_t count) {
  // The high half of a 128-bit product; its bias of count / 2^64 is far below anything measured here.
  return static_cast<std::uint64_t>((static_cast<Wide>(next()) * count) >> 64);
}

}  // namespace gatewise
