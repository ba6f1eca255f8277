// A family that a plugin brings: gradients by finite differences, in double precision.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/random.hpp"
#include "cells/family_equations.hpp"
#include "conformance/case.hpp"

namespace gatewise {
namespace {

/// A small packed batch of one layer with a loss, the sum of c · y with seeded c.
template <class Real>
class Trial {
 public:
  using Values = std::vector<Real>;

  Trial(const Family& family, std::int64_t input, std::int64_t hidden, std::int64_t truncate = 0)
      : equations_(*family.equations) {
    Random random(91, "gradient trial");
    pass_.input = input;
    pass_.hidden = hidden;
    pass_.active = {4, 4, 3, 3, 3, 1, 1};  // lengths 7, 5, 5, 2
    pass_.rows = std::accumulate(pass_.active.begin(), pass_.active.end(), std::int64_t{0});
    pass_.truncate = truncate;
    for (const Parameter& parameter : cell_parameters(family, input, hidden))
      fill(weights.emplace_back(static_cast<std::size_t>(parameter.elements())), random, 0.5);
    fill(x.emplace_back(static_cast<std::size_t>(pass_.rows * input)), random, 1);
    fill(dy, pass_.rows * hidden, random);
    y_.resize(dy.size());
  }

  double loss() {
    forward();
    double sum = 0;
    for (std::size_t i = 0; i < y_.size(); ++i) sum += static_cast<double>(dy[i]) * static_cast<double>(y_[i]);
    return sum;
  }

  /// Gradients by each weight and, last, by x. Weights' gradients are added to `start`.
  std::vector<Values> gradients(Real start = 0, bool wants_dx = true) {
    forward();
    std::vector<Values> all;
    for (const Values& tensor : weights) all.emplace_back(tensor.size(), start);
    all.emplace_back(x[0].size(), Real(777));  // dx is written, not added to
    pass_.dy = dy.data();
    pass_.d_weights.clear();
    for (std::size_t i = 0; i < weights.size(); ++i) pass_.d_weights.push_back(all[i].data());
    pass_.dx = wants_dx ? all.back().data() : nullptr;
    equations_.backward(pass_);
    return all;
  }

  const PackedPass<Real>& pass() const { return pass_; }
  const Values& y() const { return y_; }

  std::vector<Values> weights;
  std::vector<Values> x;  // one tensor
  Values dy;              // [R,H]

 private:
  static void fill(Values& values, Random& random, double deviation) {
    for (Real& value : values) value = static_cast<Real>(static_cast<float>(deviation * random.normal()));
  }
  static void fill(Values& values, std::int64_t count, Random& random) {
    values.resize(static_cast<std::size_t>(count));
    fill(values, random, 1);
  }

  void forward() {
    pass_.weights.clear();
    for (const Values& tensor : weights) pass_.weights.push_back(tensor.data());
    pass_.x = x[0].data();
    pass_.y = y_.data();
    tape_.assign(equations_.tape_bytes(pass_), std::byte{0x5A});
    pass_.tape = tape_.data();
    equations_.forward(pass_);
  }

  const FamilyEquations& equations_;
  PackedPass<Real> pass_;
  Values y_;
  std::vector<std::byte> tape_;
};

/// The family of the subject where this plugin brings it, with equations; nullptr otherwise.
const Family* own_family(const Subject& subject) {
  const std::vector<Family>& brought = subject.plugin.descriptor().families;
  const auto found = std::find_if(brought.begin(), brought.end(),
                                  [&](const Family& family) { return family.id == subject.request.family; });
  return found == brought.end() || found->equations == nullptr ? nullptr : &*found;
}

Finding not_its_own() { return does_not_apply("the plugin does not bring this family with gw.train/0"); }

std::string tensor_name(const Family& family, std::size_t index) {
  return index < family.parameters.size() ? family.parameters[index].name : "x";
}

Finding gradients_match_finite_differences(const Subject& subject) {
  const Family* family = own_family(subject);
  if (family == nullptr) return not_its_own();
  Trial<double> trial(*family, subject.input(), subject.hidden());
  const std::vector<std::vector<double>> analytic = trial.gradients();
  Random random(92, "elements");
  for (std::size_t i = 0; i < analytic.size(); ++i) {
    std::vector<double>& values = i < trial.weights.size() ? trial.weights[i] : trial.x[0];
    double level = 0;
    for (const double g : analytic[i]) level = std::max(level, std::abs(g));
    for (int sample = 0; sample < 24; ++sample) {
      const std::size_t k = random.below(values.size());
      constexpr double step = 1e-5;
      const double kept = values[k];
      values[k] = kept + step;
      const double up = trial.loss();
      values[k] = kept - step;
      const double down = trial.loss();
      values[k] = kept;
      const double numeric = (up - down) / (2 * step);
      if (std::abs(numeric - analytic[i][k]) <= 1e-6 * (1 + level)) continue;
      return fail(fmt::format("backward() gives the derivative by {}[{}]: {:.8g} by finite differences",
                              tensor_name(*family, i), k, numeric),
                  fmt::format("{:.8g}", analytic[i][k]),
                  fmt::format("the gradient by {} is wrong: forward() and backward() are of different equations",
                              tensor_name(*family, i)));
    }
  }
  return pass();
}

Finding gradients_are_added_and_cut(const Subject& subject) {
  const Family* family = own_family(subject);
  if (family == nullptr) return not_its_own();
  Trial<double> trial(*family, subject.input(), subject.hidden());
  const std::vector<std::vector<double>> fresh = trial.gradients();
  const std::vector<std::vector<double>> added = trial.gradients(2.0);
  for (std::size_t i = 0; i < trial.weights.size(); ++i) {
    for (std::size_t k = 0; k < fresh[i].size(); ++k) {
      if (std::abs(added[i][k] - fresh[i][k] - 2.0) <= 1e-9 * (1 + std::abs(fresh[i][k]))) continue;
      return fail("backward() adds to d_weights", fmt::format("{} is overwritten", tensor_name(*family, i)),
                  "gradients are written instead of added");
    }
  }
  const std::vector<std::vector<double>> without_dx = trial.gradients(0.0, false);
  const std::vector<std::vector<double>> never_cut =
      Trial<double>(*family, subject.input(), subject.hidden(), 100).gradients();
  for (std::size_t i = 0; i < trial.weights.size(); ++i) {
    if (without_dx[i] != fresh[i])
      return fail("dx = NULL changes nothing else", fmt::format("the gradient by {} differs", tensor_name(*family, i)));
    if (never_cut[i] != fresh[i]) {
      return fail("the gradient is cut where truncate divides the step, and nowhere else",
                  "it is cut in a batch shorter than truncate", "gw_train_pass.truncate is taken for a switch");
    }
  }
  // With the gradient cut in front of step 3, what is asked of steps 3 and later says nothing of earlier x.
  Trial<double> cut(*family, subject.input(), subject.hidden(), 3);
  const std::int64_t early = cut.pass().active[0] + cut.pass().active[1] + cut.pass().active[2];
  std::fill_n(cut.dy.begin(), early * subject.hidden(), 0.0);
  const std::vector<double> dx = cut.gradients().back();
  const bool stopped = std::all_of(dx.begin(), dx.begin() + early * subject.input(), [](double d) { return d == 0; });
  if (stopped) return pass();
  return fail("the gradient through the state is cut in front of every step that truncate divides", "it goes through",
              "gw_train_pass.truncate is ignored");
}

Finding training_in_float_agrees_with_double(const Subject& subject) {
  const Family* family = own_family(subject);
  if (family == nullptr) return not_its_own();
  Trial<double> in_double(*family, subject.input(), subject.hidden());
  Trial<float> in_float(*family, subject.input(), subject.hidden());
  const std::vector<std::vector<double>> expected = in_double.gradients();
  const std::vector<std::vector<float>> got = in_float.gradients();
  for (std::size_t i = 0; i < expected.size(); ++i) {
    double level = 0;
    for (const double g : expected[i]) level = std::max(level, std::abs(g));
    for (std::size_t k = 0; k < expected[i].size(); ++k) {
      if (std::abs(expected[i][k] - static_cast<double>(got[i][k])) <= 1e-4 * (1 + level)) continue;
      return fail(
          fmt::format("the gradient by {}[{}] is {:.6g}, as in double", tensor_name(*family, i), k, expected[i][k]),
          fmt::format("{:.6g} in float", got[i][k]), "float and double are computed by different code");
    }
  }
  return pass();
}

}  // namespace

std::vector<ConformanceCase> family_cases() {
  return {
      {"gradients_match_finite_differences", "backward() of a family that the plugin brings is forward()'s derivative",
       gradients_match_finite_differences},
      {"gradients_are_added_and_cut", "backward() adds to d_weights and cuts where it is told to",
       gradients_are_added_and_cut, usual_shape},
      {"training_in_float_agrees_with_double", "training in float is the training in double",
       training_in_float_agrees_with_double, usual_shape},
  };
}

}  // namespace gatewise
