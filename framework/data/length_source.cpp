#include "data/length_source.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <numeric>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/nearest_name.hpp"
#include "base/random.hpp"
#include "data/dataset.hpp"

namespace gatewise {
namespace {

constexpr double longest = 1e9;

double interpolated(const std::vector<std::pair<double, double>>& quantiles, double share) {
  const auto above = std::lower_bound(quantiles.begin(), quantiles.end(), std::pair(share, 0.0));
  if (above == quantiles.begin()) return quantiles.front().second;
  if (above == quantiles.end()) return quantiles.back().second;
  const auto below = above - 1;
  const double part = (share - below->first) / (above->first - below->first);
  return below->second + part * (above->second - below->second);
}

/// The inverse distribution functions of the shapes.
double unbounded_length(const LengthSource& source, double share) {
  if (!source.quantiles.empty()) return interpolated(source.quantiles, share);
  if (source.name == "constant") return source.first;
  if (source.name == "uniform")
    return std::min(source.second, std::floor(source.first + share * (source.second - source.first + 1)));
  if (source.name == "geometric")  // on 1, 2, ...: the least k with 1 - (1 - 1/mean)^k >= share
    return source.first <= 1 ? 1 : std::ceil(std::log1p(-share) / std::log1p(-1 / source.first));
  return source.first * std::exp(source.second * boost::math::quantile(boost::math::normal(), share));
}

LengthSource read_shape(TomlTable table) {
  LengthSource source;
  source.name = table.choice("shape", "", {"constant", "uniform", "geometric", "lognormal"});
  const auto number = [&](const char* key, double least) {
    if (!table.has(key)) table.fail(key, "is missing");
    return table.number(key, 0, least, longest);
  };
  if (source.name == "constant") source.first = number("steps", 1);
  if (source.name == "uniform") {
    source.first = number("least", 1);
    source.second = number("most", source.first);
  } else {
    source.most = table.integer("most", 0, 0, static_cast<std::int64_t>(longest));
  }
  if (source.name == "geometric") source.first = number("mean", 1);
  if (source.name == "lognormal") {
    source.first = number("median", 1);
    source.second = number("sigma", 0);
  }
  table.finish();
  return source;
}

LengthSource read_list(TomlTable table) {
  LengthSource source;
  source.name = "list";
  source.list = table.integers("list", {}, 1);
  if (source.list.empty()) table.fail("list", "is empty");
  table.finish();
  return source;
}

std::filesystem::path find_distribution(const TomlTable& table, const std::string& key, const std::string& id,
                                        const std::vector<std::filesystem::path>& folders) {
  std::vector<std::string> known{"dataset"};
  std::vector<std::string> looked;
  for (const std::filesystem::path& folder : folders) looked.push_back(folder.string());
  for (const std::filesystem::path& folder : folders) {
    for (const std::filesystem::path& entry : entries_of(folder)) {
      if (entry.stem() == id && entry.extension() == ".toml") return entry;
      known.push_back(entry.stem().string());
    }
  }
  table.fail(key, fmt::format("is '{}', which is neither \"dataset\" nor a file of {}{}", id, fmt::join(looked, ", "),
                              suggestion(id, known)));
}

/// Appends steps of one sequence to another, from `place` on, at most `count`; returns how many.
std::int64_t append_steps(const Sequence& from, std::int64_t place, std::int64_t count, std::int64_t width,
                          Sequence& to) {
  const std::int64_t end = std::min(place + count, from.length);
  if (!from.features.empty())
    to.features.insert(to.features.end(), from.features.begin() + place * width, from.features.begin() + end * width);
  if (!from.tokens.empty()) to.tokens.insert(to.tokens.end(), from.tokens.begin() + place, from.tokens.begin() + end);
  to.length += end - place;
  return end - place;
}

}  // namespace

std::int64_t length_at(const LengthSource& source, double share) {
  double length = std::round(unbounded_length(source, share));
  if (source.most > 0) length = std::min(length, static_cast<double>(source.most));
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(std::min(length, longest)));
}

std::vector<std::int64_t> draw_lengths(const LengthSource& source, std::int64_t count, std::uint64_t seed) {
  std::vector<std::int64_t> lengths = source.list;
  for (std::int64_t i = 0; lengths.size() < static_cast<std::size_t>(count) && source.list.empty(); ++i)
    lengths.push_back(length_at(source, (static_cast<double>(i) + 0.5) / static_cast<double>(count)));
  Random(seed, "lengths").shuffle(lengths);
  return lengths;
}

LengthSource read_length_distribution(const std::filesystem::path& file) {
  const toml::table document = parse_toml_file(file);
  TomlTable root(document, file.string(), "");
  LengthSource source;
  source.name = root.text("id");
  if (source.name != file.stem().string())
    root.fail("id", fmt::format("must be the file's name, '{}'", file.stem().string()));
  root.text("source");
  root.integer("sequences", 0, 0, static_cast<std::int64_t>(longest));
  const std::vector<std::int64_t> percent = root.integers("percent", {}, 0);
  const std::vector<std::int64_t> steps = root.integers("steps", {}, 1);
  if (percent.size() < 2 || percent.size() != steps.size())
    root.fail("steps", fmt::format("has {} values for {} of 'percent'", steps.size(), percent.size()));
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const bool rises = i == 0 || (percent[i] > percent[i - 1] && steps[i] >= steps[i - 1]);
    if (!rises || percent[i] > 100) root.fail("percent", "and 'steps' must rise, 'percent' up to 100");
    source.quantiles.emplace_back(static_cast<double>(percent[i]) / 100, static_cast<double>(steps[i]));
  }
  root.finish();
  return source;
}

LengthSource read_length_source(TomlTable& table, const std::string& key,
                                const std::vector<std::filesystem::path>& folders) {
  const toml::node* node = table.node(key);
  if (node != nullptr && node->is_table())
    return node->as_table()->contains("list") ? read_list(table.table(key)) : read_shape(table.table(key));
  const std::string id = table.text(key, "dataset");
  if (id == "dataset") return {};
  return read_length_distribution(find_distribution(table, key, id, folders));
}

void check_lengths_fit(const std::vector<std::int64_t>& lengths, std::int64_t feature_count) {
  constexpr double most = 1e9;
  const double steps = std::accumulate(lengths.begin(), lengths.end(), 0.0);
  const auto width = static_cast<double>(std::max<std::int64_t>(1, feature_count));
  if (steps * width <= most) return;
  throw InputError(
      fmt::format("[workload] asks for {} sequences of {:.0f} steps x {:.0f} features in all, {:.3g} "
                  "values; the most are {:.0f}: take fewer sequences (count) or shorter ones (lengths)",
                  lengths.size(), steps, width, steps * width, most));
}

Sequences with_lengths(const Sequences& sequences, const std::vector<std::int64_t>& lengths,
                       std::int64_t feature_count) {
  check_lengths_fit(lengths, feature_count);
  Sequences made;
  std::size_t source = 0;
  std::int64_t place = 0;
  for (const std::int64_t length : lengths) {
    Sequence& sequence = made.emplace_back();
    while (sequence.length < length) {
      place += append_steps(sequences[source], place, length - sequence.length, feature_count, sequence);
      if (place < sequences[source].length) continue;
      source = (source + 1) % sequences.size();
      place = 0;
    }
  }
  return made;
}

}  // namespace gatewise
