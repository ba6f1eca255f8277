// The trainer's products and element-wise kernels against plain loops in double, on every instruction set of the
// machine.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hwy/targets.h>

#include <cmath>

#include "base/random.hpp"
#include "training/gate_kernels.hpp"
#include "training/gemm.hpp"
#include "training/update_kernels.hpp"

namespace gatewise::training_kernels_test {
namespace {

/// Runs `test` once for each target that this program was compiled for and the machine has.
void on_every_target(const std::function<void()>& test) {
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    SCOPED_TRACE(hwy::TargetName(target));
    hwy::SetSupportedTargetsForTest(target);
    test();
  }
  hwy::SetSupportedTargetsForTest(0);
}

template <class Real>
std::vector<Real> random_values(std::int64_t count, std::uint64_t seed) {
  Random random(seed, "values");
  std::vector<Real> values;
  for (std::int64_t i = 0; i < count; ++i) values.push_back(static_cast<Real>(random.normal()));
  return values;
}

template <class Real>
constexpr double tolerance = sizeof(Real) == 4 ? 2e-5 : 1e-12;

/// C + op(A) op(B) in double; op by strides.
template <class Real>
std::vector<double> product(std::int64_t m, std::int64_t n, std::int64_t k, const std::vector<Real>& a,
                            std::int64_t a_row, std::int64_t a_k, const std::vector<Real>& b, std::int64_t b_k,
                            std::int64_t b_column, const std::vector<Real>& c) {
  std::vector<double> sums(c.begin(), c.end());
  for (std::int64_t i = 0; i < m; ++i) {
    for (std::int64_t j = 0; j < n; ++j) {
      for (std::int64_t l = 0; l < k; ++l) {
        sums[static_cast<std::size_t>(i * n + j)] +=
            static_cast<double>(a[static_cast<std::size_t>(i * a_row + l * a_k)]) *
            static_cast<double>(b[static_cast<std::size_t>(l * b_k + j * b_column)]);
      }
    }
  }
  return sums;
}

template <class Real>
void expect_near(const std::vector<Real>& got, const std::vector<double>& expected, const std::string& what) {
  ASSERT_EQ(got.size(), expected.size());
  for (std::size_t i = 0; i < got.size(); ++i)
    ASSERT_NEAR(static_cast<double>(got[i]), expected[i], tolerance<Real> * (1 + std::abs(expected[i])))
        << what << " at " << i;
}

struct Extents {
  std::int64_t m, n, k;
};

/// Whole blocks, tails of every kind, and nothing.
const std::vector<Extents> extents{{1, 1, 1}, {8, 32, 16}, {7, 33, 5},  {13, 31, 64}, {16, 48, 300}, {3, 16, 2},
                                   {0, 5, 5}, {5, 17, 0},  {65, 80, 9}, {6, 12, 257}, {33, 15, 40},  {9, 100, 129}};

template <class Real>
void check_products() {
  for (const auto& [m, n, k] : extents) {
    const std::string name = fmt::format("m {} n {} k {}", m, n, k);
    const auto a = random_values<Real>(m * k, 1);
    const auto b = random_values<Real>(n * k, 2);
    const auto c = random_values<Real>(m * n, 3);
    const std::vector<Real> zeros(c.size());
    for (const Layout layout : {Layout::plain, Layout::transposed}) {
      const bool plain = layout == Layout::plain;
      const PackedMatrix<Real> packed(layout, k, n, b.data(), plain ? n : k);
      std::vector<Real> got = c;
      multiply(m, a.data(), k, packed, Into::add, got.data(), n);
      expect_near(got, product(m, n, k, a, k, 1, b, plain ? n : 1, plain ? 1 : k, c), name + " added");
      multiply(m, a.data(), k, packed, Into::overwrite, got.data(), n);
      expect_near(got, product(m, n, k, a, k, 1, b, plain ? n : 1, plain ? 1 : k, zeros), name + " overwritten");
    }
    std::vector<Real> got = c;
    add_transposed_product(m, n, k, a.data(), m, b.data(), n, got.data(), n);
    expect_near(got, product(m, n, k, a, 1, m, b, n, 1, c), name + " of A transposed");
  }
}

TEST(Gemm, EqualsPlainLoopsOnEveryTarget) {
  on_every_target([] {
    check_products<float>();
    check_products<double>();
  });
}

TEST(Gemm, WritesNothingOutsideItsColumns) {
  on_every_target([] {
    const std::vector<float> a(9 * 3, 1.0F);
    const PackedMatrix<float> b(Layout::plain, 3, 5, a.data(), 5);
    std::vector<float> c(9 * 7, -1.0F);  // rows of 7, of which 5 are C's
    multiply(9, a.data(), 3, b, Into::overwrite, c.data(), 7);
    for (std::size_t i = 0; i < c.size(); ++i) EXPECT_EQ(c[i], i % 7 < 5 ? 3.0F : -1.0F) << i;
  });
}

/// The activations through the kernel that shows them bare.
template <class Real>
void check_activations() {
  for (std::int64_t count = 1; count < 40; ++count) {
    std::vector<Real> x;
    for (std::int64_t i = 0; i < count; ++i) x.push_back(static_cast<Real>(-20.0 + 1.07 * static_cast<double>(i)));
    std::vector<Real> h(x.size());
    rnn_forward({1, count}, false, x.data(), h.data());
    for (std::size_t i = 0; i < x.size(); ++i)
      ASSERT_NEAR(h[i], std::tanh(static_cast<double>(x[i])), sizeof(Real) == 4 ? 4e-7 : 1e-13);
    std::vector<Real> gates(4 * x.size());
    std::copy(x.begin(), x.end(), gates.begin());
    std::vector<Real> c(x.size()), tanh_c(x.size());
    const std::vector<Real> zeros(x.size());
    lstm_forward({1, count}, gates.data(), zeros.data(), c.data(), tanh_c.data(), h.data());
    for (std::size_t i = 0; i < x.size(); ++i)
      ASSERT_NEAR(gates[i], 1.0 / (1.0 + std::exp(-static_cast<double>(x[i]))), sizeof(Real) == 4 ? 4e-7 : 1e-13);
  }
}

TEST(Activations, FollowTheCLibraryAtEveryLengthOfTail) {
  on_every_target([] {
    check_activations<float>();
    check_activations<double>();
  });
}

TEST(Activations, StayFiniteAtTheEnds) {
  on_every_target([] {
    const std::vector<float> ends{-1e30F, -100.0F, 0.0F, 100.0F, 1e30F};
    std::vector<float> h(5);
    rnn_forward({1, 5}, false, ends.data(), h.data());
    EXPECT_THAT(h, testing::ElementsAre(-1.0F, -1.0F, 0.0F, 1.0F, 1.0F));
    std::vector<float> gates(20), c(5), tanh_c(5), zeros(5);
    std::copy(ends.begin(), ends.end(), gates.begin());
    lstm_forward({1, 5}, gates.data(), zeros.data(), c.data(), tanh_c.data(), h.data());
    gates.resize(5);
    EXPECT_THAT(gates,
                testing::ElementsAre(testing::FloatNear(0, 1e-30F), testing::FloatNear(0, 1e-30F), 0.5F, 1.0F, 1.0F));
  });
}

TEST(UpdateKernels, EqualPlainLoopsAtEveryLengthOfTail) {
  on_every_target([] {
    for (std::int64_t count = 0; count < 40; ++count) {
      const auto values = random_values<float>(count, 4);
      auto sum = random_values<float>(count, 5);
      std::vector<double> expected(sum.begin(), sum.end());
      double squares = 0;
      for (std::size_t i = 0; i < values.size(); ++i) {
        expected[i] += static_cast<double>(values[i]);
        squares += static_cast<double>(values[i]) * static_cast<double>(values[i]);
      }
      add_values(count, values.data(), sum.data());
      expect_near(sum, expected, "a sum");
      EXPECT_NEAR(sum_of_squares(count, values.data()), squares, 1e-12 * (1 + squares));
    }
  });
}

TEST(UpdateKernels, AdamwTakesItsPapersStep) {
  on_every_target([] {
    constexpr std::int64_t count = 37;
    const auto gradient = random_values<float>(count, 6);
    const std::vector<float> decay(count, 0.01F);
    auto first = random_values<float>(count, 7), parameters = random_values<float>(count, 8);
    std::vector<float> second(count, 0.3F);
    const AdamwStep step{0.05F, 1.5F, 2.5F};
    std::vector<double> expected;
    for (std::size_t i = 0; i < count; ++i) {
      const double g = gradient[i], m = 0.9 * first[i] + 0.1 * g, v = 0.999 * second[i] + 0.001 * g * g;
      expected.push_back(parameters[i] - 0.05 * (m * 1.5 / (std::sqrt(v * 2.5) + 1e-8) + 0.01 * parameters[i]));
    }
    adamw_step(count, step, gradient.data(), decay.data(), first.data(), second.data(), parameters.data());
    expect_near(parameters, expected, "a step");
  });
}

TEST(Exponentials, AreOfTheDifferencesAndSummed) {
  on_every_target([] {
    for (std::int64_t count = 1; count < 40; ++count) {
      auto values = random_values<float>(count, 9);
      std::vector<double> expected;
      double sum = 0;
      for (const float value : values) sum += expected.emplace_back(std::exp(static_cast<double>(value) - 2.0));
      EXPECT_NEAR(exponentials(count, 2.0F, values.data()), sum, 1e-5 * sum);
      expect_near(values, expected, "an exponential");
    }
  });
}

}  // namespace
}  // namespace gatewise::training_kernels_test
