#ifndef GATEWISE_JOURNAL_SHARD_HPP
#define GATEWISE_JOURNAL_SHARD_HPP

#include <cstdint>
#include <string>
#include <vector>

namespace gatewise {

/// Part `index` of `count` of a run's work, counted from 1.
struct Shard {
  std::int64_t index = 1;
  std::int64_t count = 1;

  /// "3-of-16": the name of its journal file.
  std::string name() const;
  /// "3/16": as it stands on the command line.
  std::string text() const;
};

/// Throws InputError where `text` is no "i/n" with 1 <= i <= n.
Shard parse_shard(const std::string& text);

/// Deals work out: the shard (from 1) of each piece, so that all shards get about the same seconds. The longest piece
/// goes first, each to the shard with the least so far. Depends on the arguments alone: every shard deals alike.
std::vector<std::int64_t> deal(const std::vector<double>& seconds, std::int64_t shards);

}  // namespace gatewise

#endif
