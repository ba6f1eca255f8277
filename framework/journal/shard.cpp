#include "journal/shard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <set>
#include <utility>

#include "base/error.hpp"

namespace gatewise {
namespace {

constexpr std::int64_t most_shards = 10'000;

std::int64_t number_or_zero(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? number : 0;
}

}  // namespace

std::string Shard::name() const { return fmt::format("{}-of-{}", index, count); }

std::string Shard::text() const { return fmt::format("{}/{}", index, count); }

Shard parse_shard(const std::string& text) {
  const std::size_t slash = std::min(text.find('/'), text.size());
  const Shard shard{number_or_zero(text.substr(0, slash)),
                    slash == text.size() ? 0 : number_or_zero(text.substr(slash + 1))};
  if (shard.index < 1 || shard.index > shard.count || shard.count > most_shards) {
    throw InputError(
        fmt::format("--shard {}: expected i/n, such as 3/16: part 3 of 16 (at most {})", text, most_shards));
  }
  return shard;
}

std::vector<std::int64_t> deal(const std::vector<double>& seconds, std::int64_t shards) {
  // Whole milliseconds: sums of floating point differ between machines in their last digit, and so would the deal.
  std::vector<std::int64_t> milliseconds;
  for (const double each : seconds) milliseconds.push_back(std::llround(1000 * each));
  std::vector<std::size_t> order(seconds.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return milliseconds[a] > milliseconds[b]; });
  std::set<std::pair<std::int64_t, std::int64_t>> loads;  // of each shard, the least first
  for (std::int64_t shard = 1; shard <= shards; ++shard) loads.emplace(0, shard);
  std::vector<std::int64_t> dealt(seconds.size());
  for (const std::size_t piece : order) {
    auto least = loads.extract(loads.begin());
    least.value().first += milliseconds[piece];
    dealt[piece] = least.value().second;
    loads.insert(std::move(least));
  }
  return dealt;
}

}  // namespace gatewise
