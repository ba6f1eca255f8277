// Where a workload's lengths come from, when they are not the dataset's own.
#ifndef GATEWISE_DATA_LENGTH_SOURCE_HPP
#define GATEWISE_DATA_LENGTH_SOURCE_HPP

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/toml_table.hpp"
#include "data/dataset_fwd.hpp"

namespace gatewise {

/// A distribution of lengths, by its inverse distribution function.
struct LengthSource {
  std::string name = "dataset";  ///< "dataset", a published distribution's id, a shape, or "list"
  /// rising (share of sequences in [0, 1], length): published distributions; a line joins two neighbours
  std::vector<std::pair<double, double>> quantiles{};
  std::vector<std::int64_t> list{};  ///< "list"
  double first = 0, second = 0;  ///< a shape's parameters: constant (steps), uniform (least, most), geometric (mean),
                                 ///< lognormal (median, sigma of the logarithm)
  std::int64_t most = 0;         ///< no length exceeds it; 0: no such bound

  bool is_dataset() const { return name == "dataset"; }
};

/// The length that a share of the sequences does not exceed: at least 1.
std::int64_t length_at(const LengthSource& source, double share);

/// `count` lengths, each standing for an equally large part of the distribution, in a seeded order: every run of a
/// workload takes each of them equally often. A list's are its own, each once, whatever `count` is.
std::vector<std::int64_t> draw_lengths(const LengthSource& source, std::int64_t count, std::uint64_t seed);

/// A published distribution: lengths/<id>.toml. Throws InputError with file, line and key.
LengthSource read_length_distribution(const std::filesystem::path& file);

/// A suite's `lengths`: "dataset", an id found in `folders`, or a table { shape = ... } or { list = [...] }. Throws
/// InputError.
LengthSource read_length_source(TomlTable& table, const std::string& key,
                                const std::vector<std::filesystem::path>& folders);

/// Throws InputError where sequences of these lengths hold more values than are laid out in memory.
void check_lengths_fit(const std::vector<std::int64_t>& lengths, std::int64_t feature_count);

/// Sequences of these lengths with the steps of `sequences`, none of which is empty: one goes on where the last has
/// ended, round and round. They ask nothing: for measuring cost alone.
Sequences with_lengths(const Sequences& sequences, const std::vector<std::int64_t>& lengths,
                       std::int64_t feature_count);

}  // namespace gatewise

#endif
