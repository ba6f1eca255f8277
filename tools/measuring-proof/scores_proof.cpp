#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/math/distributions/normal.hpp>
#include <cmath>

#include "base/json.hpp"
#include "generated_scores.hpp"
#include "measure/statistics/largest_tail.hpp"
#include "proofs.hpp"
#include "select/quality_interval.hpp"

namespace gatewise::proof {
namespace {

constexpr int repeats = 500;
constexpr std::array<double, 6> accuracies{0.5, 0.8, 0.9, 0.95, 0.99, 1};
constexpr std::array<std::size_t, 3> training_counts{1, 2, 5};
constexpr std::array<const char*, 3> whats{"recipe", "artifact, validation", "artifact, test"};
constexpr MetricScale share{0, 1, true, Better::more};

/// Units that stand together: how many groups of how many, and how alike they are.
struct Shape {
  std::size_t groups, group_size;
  double correlation;
};

constexpr std::array<Shape, 16> shapes{{{20, 1, 0},
                                        {2000, 1, 0},
                                        {10, 2, 0},
                                        {10, 2, 0.3},
                                        {10, 20, 0},
                                        {10, 20, 0.1},
                                        {10, 20, 0.3},
                                        {10, 200, 0},
                                        {10, 200, 0.1},
                                        {10, 200, 0.3},
                                        {20, 10, 0},
                                        {20, 10, 0.1},
                                        {20, 10, 0.3},
                                        {50, 40, 0},
                                        {50, 40, 0.1},
                                        {50, 40, 0.3}}};

/// One cell of the table: which shape, how many trainings, and what the interval is of.
std::string row_of(const Shape& shape, std::size_t trainings, const std::string& what) {
  return fmt::format("{:>4} x {:<3} {:>3.1f} {} {:<20}", shape.groups, shape.group_size, shape.correlation, trainings,
                     what);
}

std::string key_of(const std::string& row, double accuracy, const std::string& figure) {
  return fmt::format("{} | {} | {}", row, accuracy, figure);
}

Interval interval_of(const std::string& what, const QualitySample& sample) {
  if (what == "recipe") return recipe_interval(sample, share);
  return artifact_interval(sample, what == "artifact, test" ? Choice{} : choose_training(sample.by_seed, share.better),
                           share);
}

double normal_quantile(double tail) {
  return boost::math::quantile(boost::math::complement(boost::math::normal(), tail));
}

/// In deviations, how wide an interval is that was told the true variances: of a training that validation chose, the
/// end that allows for the choice lies farther off for it, too.
double told_width(const ScoreProcess& process, const std::string& what, const QualitySample& sample) {
  const std::size_t among = what == "artifact, validation" ? choose_training(sample.by_seed, share.better).among : 1;
  return normal_quantile(0.025) +
         normal_quantile(among < 2 ? 0.025 : std::min(0.025, largest_tail(among, true_correlation(process), 0.045)));
}

/// Whether this many trainings make the interval one of its own.
bool applies(const std::string& what, std::size_t trainings) {
  return what == "artifact, test" ? trainings == 1 : trainings > 1;
}

/// One shape at one accuracy.
Json try_cell(std::int64_t index) {
  const Shape& shape = shapes.at(static_cast<std::size_t>(index) / accuracies.size());
  const double accuracy = accuracies.at(static_cast<std::size_t>(index) % accuracies.size());
  Random random(static_cast<std::uint64_t>(index), "scores");
  Json counts = Json::object();
  for (const std::size_t trainings : training_counts) {
    const ScoreProcess process{shape.groups, shape.group_size, shape.correlation, accuracy, trainings};
    for (int repeat = 0; repeat < repeats; ++repeat) {
      const QualitySample sample = generate_scores(process, random);
      for (const std::string what : whats) {
        if (!applies(what, trainings)) continue;
        const std::string row = row_of(shape, trainings, what);
        const double deviation = true_deviation(process, what == "recipe" ? trainings : 1);
        const double told = told_width(process, what, sample) * deviation;
        const Interval interval = interval_of(what, sample);
        const auto add = [&](const char* figure, double value) {
          const std::string key = key_of(row, accuracy, figure);
          counts[key] = counts.value(key, 0.0) + value;
        };
        add("held", interval.low <= accuracy && accuracy <= interval.high ? 1 : 0);
        if (deviation == 0) continue;
        add("width", (interval.high - interval.low) / told / repeats);
        add("informative", std::pow(accuracy * (1 - accuracy) / deviation, 2) / repeats);  // effective n p (1 - p)
      }
    }
  }
  return counts;
}

struct Cell {
  double held = 0;
  std::optional<double> width;  ///< by that of an interval that was told the true variance
  bool informative = false;     ///< effective n p (1 - p) is 10 or more
};

std::optional<Cell> cell_of(const Json& sums, const std::string& row, double accuracy) {
  const std::string key = key_of(row, accuracy, "held");
  if (!sums.contains(key)) return std::nullopt;
  Cell cell{sums.at(key).get<double>() / repeats, std::nullopt,
            sums.value(key_of(row, accuracy, "informative"), 0.0) >= 10};
  if (sums.contains(key_of(row, accuracy, "width"))) cell.width = sums.at(key_of(row, accuracy, "width")).get<double>();
  return cell;
}

constexpr double sampling = 2 * 0.0114;  // two standard deviations of a share of 0.93 among 500

bool is_right(const Cell& cell) {
  if (cell.held < 0.93 - sampling) return false;
  return !cell.informative || (cell.held <= 0.98 + sampling / 2 && cell.width.value_or(0) <= 1.3);
}

template <class Use>
void each_row(Use use) {
  for (const Shape& shape : shapes) {
    for (const std::string what : whats) {
      for (const std::size_t trainings : training_counts) {
        if (applies(what, trainings)) use(row_of(shape, trainings, what));
      }
    }
  }
}

bool all_right(const Json& sums) {
  bool right = true;
  each_row([&](const std::string& row) {
    for (const double accuracy : accuracies) {
      const std::optional<Cell> cell = cell_of(sums, row, accuracy);
      right = right && cell && is_right(*cell);
    }
  });
  return right;
}

std::string cell_text(const std::optional<Cell>& cell) {
  if (!cell) return "";
  return fmt::format("{}{:.3f} {}{}", cell->informative ? '*' : ' ', cell->held,
                     cell->width ? fmt::format("{:.2f}", *cell->width) : "    ", is_right(*cell) ? "" : "!");
}

std::string table_of(const Json& sums) {
  std::string text =
      "  groups x units, correlation, trainings, of what; below each accuracy the share that held it and the "
      "width by\n  that of an interval that was told the true variance; * where effective n p (1 - p) is 10 "
      "or more; ! where it fails\n";
  text += fmt::format("  {:<38}", "");
  for (const double accuracy : accuracies) text += fmt::format("{:<13}", accuracy);
  each_row([&](const std::string& row) {
    text += fmt::format("\n  {:<38}", row);
    for (const double accuracy : accuracies) text += fmt::format("{:<13}", cell_text(cell_of(sums, row, accuracy)));
  });
  return text + "\n";
}

}  // namespace

Proof scores_proof() {
  return {"scores",
          fmt::format(
              "95 % intervals of a share hold the truth of generated scores in at least 93 % of {} repeats, and "
              "where effective n p (1 - p) is 10 or more in at most 98 %, at most 1.3 times as wide as one that was "
              "told the true variance (what sampling adds is allowed)",
              repeats),
          static_cast<std::int64_t>(shapes.size() * accuracies.size()),
          try_cell,
          all_right,
          table_of};
}

}  // namespace gatewise::proof
