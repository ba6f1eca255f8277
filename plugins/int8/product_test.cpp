// Every product that this machine can run against plain integer arithmetic, bit for bit, and what surrounds it.
#include "product.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "elementwise.hpp"

namespace int8 {
namespace {

std::vector<Isa> isas_of_this_machine() {
  std::vector<Isa> isas;
  for (const Isa isa : {Isa::portable, Isa::avx2, Isa::avx512_vnni}) {
    if (is_supported(isa)) isas.push_back(isa);
  }
  return isas;
}

std::string name_of(const testing::TestParamInfo<Isa>& info) { return implementation_name(info.param); }

struct Shape {
  std::int64_t gates, hidden, columns;
};

constexpr Shape shapes[] = {{1, 1, 1},   {1, 64, 64}, {3, 17, 5},   {3, 65, 130}, {4, 16, 4},
                            {4, 34, 17}, {2, 33, 70}, {4, 130, 65}, {3, 256, 300}};

std::vector<float> random_weights(const Shape& s, std::mt19937& random) {
  std::uniform_real_distribution<float> values(-1, 1);
  std::vector<float> weights(static_cast<std::size_t>(s.gates * s.hidden * s.columns));
  for (float& w : weights) w = values(random);
  return weights;
}

/// The oracle: each weight on its row's grid, each product and sum in 64 bits.
std::int64_t expected_sum(const std::vector<float>& weights, const Shape& s, std::int64_t row,
                          const Aligned<std::uint8_t>& a, std::int32_t zero_point) {
  const float* w = weights.data() + row * s.columns;
  float most = 0;
  for (std::int64_t k = 0; k < s.columns; ++k) most = std::max(most, std::abs(w[k]));
  const float scale = most / 127.0F;
  std::int64_t sum = 0;
  for (std::int64_t k = 0; k < s.columns; ++k) {
    const auto q = static_cast<std::int64_t>(std::nearbyint(w[k] / scale));
    sum += q * (static_cast<std::int64_t>(a[static_cast<std::size_t>(k)]) - zero_point);
  }
  return sum;
}

void expect_exact(Isa isa, const Shape& s, std::int32_t zero_point, const std::vector<float>& weights,
                  const Aligned<std::uint8_t>& a) {
  const PackedMatrix m = pack(weights, s.gates, s.hidden, s.columns, zero_point);
  Aligned<std::int32_t> sums(static_cast<std::size_t>(s.gates * m.padded_hidden()));
  product_for(isa)(m, a.data(), sums.data());
  for (std::int64_t g = 0; g < s.gates; ++g) {
    for (std::int64_t u = 0; u < s.hidden; ++u) {
      ASSERT_EQ(sums[static_cast<std::size_t>(g * m.padded_hidden() + u)],
                expected_sum(weights, s, g * s.hidden + u, a, zero_point))
          << "G " << s.gates << " H " << s.hidden << " K " << s.columns << " gate " << g << " unit " << u;
    }
  }
}

class Products : public testing::TestWithParam<Isa> {};

TEST_P(Products, EqualIntegerArithmeticBitForBit) {
  std::mt19937 random(3);
  std::uniform_int_distribution<int> values(0, 255);
  for (const Shape& s : shapes) {
    for (const std::int32_t zero_point : {0, 128}) {
      const std::vector<float> weights = random_weights(s, random);
      Aligned<std::uint8_t> a(static_cast<std::size_t>(round_up(s.columns, columns_multiple)));
      for (std::uint8_t& value : a) value = static_cast<std::uint8_t>(values(random));  // anything behind K, too
      expect_exact(GetParam(), s, zero_point, weights, a);
    }
  }
}

TEST_P(Products, DoNotSaturateAtTheGridsEnds) {
  const Shape s{4, 16, 4096};
  for (const float sign : {1.0F, -1.0F}) {
    const std::vector<float> weights(static_cast<std::size_t>(s.gates * s.hidden * s.columns), sign);
    expect_exact(GetParam(), s, 0, weights, Aligned<std::uint8_t>(static_cast<std::size_t>(s.columns), 255));
  }
}

TEST_P(Products, TakeARowOfZeros) {
  const Shape s{1, 3, 5};
  const PackedMatrix m = pack(std::vector<float>(15, 0.0F), 1, 3, 5, 128);
  const Aligned<std::uint8_t> a(16, 200);
  Aligned<std::int32_t> sums(16, 7);
  product_for(GetParam())(m, a.data(), sums.data());
  for (std::int64_t u = 0; u < s.hidden; ++u) EXPECT_EQ(sums[static_cast<std::size_t>(u)], 0);
}

INSTANTIATE_TEST_SUITE_P(OfThisMachine, Products, testing::ValuesIn(isas_of_this_machine()), name_of);

class Quantising : public testing::TestWithParam<Isa> {};

TEST_P(Quantising, RoundsToTheNearestStepOfTheLargestMagnitude) {
  std::mt19937 random(5);
  std::normal_distribution<float> values(0, 2);
  for (const std::size_t count : {1U, 13U, 16U, 17U, 64U, 130U}) {
    std::vector<float> v(count);
    for (float& value : v) value = values(random);
    float most = 0;
    for (const float value : v) most = std::max(most, std::abs(value));
    std::vector<std::uint8_t> q(round_up(static_cast<std::int64_t>(count), 16));
    const float step =
        elementwise_for(GetParam()).quantise(v.data(), static_cast<std::int64_t>(count), signed_grid, q.data());
    EXPECT_FLOAT_EQ(step, most / 127);
    for (std::size_t i = 0; i < count; ++i)
      ASSERT_EQ(q[i], static_cast<int>(std::nearbyint(v[i] * (127 / most))) + 128) << i << " of " << count;
  }
}

TEST_P(Quantising, GivesValuesThatAreNeverNegativeAllSteps) {
  const std::vector<float> v{0, 1, 2, 4};
  std::vector<std::uint8_t> q(16);
  EXPECT_FLOAT_EQ(elementwise_for(GetParam()).quantise(v.data(), 4, unsigned_grid, q.data()), 4.0F / 255);
  EXPECT_EQ(q[0], 0);
  EXPECT_EQ(q[2], 128);
  EXPECT_EQ(q[3], 255);
}

TEST_P(Quantising, PutsZerosAndDenormalsOnTheZeroPoint) {
  for (const float tiny : {0.0F, 1e-40F}) {
    const std::vector<float> v(20, tiny);
    std::vector<std::uint8_t> q(32);
    EXPECT_EQ(elementwise_for(GetParam()).quantise(v.data(), 20, signed_grid, q.data()), 0);
    for (std::size_t i = 0; i < v.size(); ++i) EXPECT_EQ(q[i], 128);
  }
}

TEST_P(Quantising, SurvivesNaN) {
  std::vector<float> v(20, 1.0F);
  v[3] = v[18] = std::nanf("");
  std::vector<std::uint8_t> q(32);
  EXPECT_TRUE(std::isfinite(elementwise_for(GetParam()).quantise(v.data(), 20, signed_grid, q.data())));
}

INSTANTIATE_TEST_SUITE_P(OfThisMachine, Quantising, testing::ValuesIn(isas_of_this_machine()), name_of);

}  // namespace
}  // namespace int8
