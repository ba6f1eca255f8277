#include "quality/linear_regression.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "base/random.hpp"

namespace gatewise::quality_linear_regression_test {
namespace {

std::vector<float> normal_numbers(std::size_t count, const char* purpose) {
  Random random(1, purpose);
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(random.normal());
  return values;
}

TEST(LinearRegression, RecoversTheWeightsOfALinearFunction) {
  const std::vector<float> x = normal_numbers(3 * 3000, "rows");  // more rows than are turned to double at a time
  std::vector<float> y;
  for (std::size_t i = 0; i < x.size(); i += 3) {
    y.push_back(2 * x[i] - 3 * x[i + 1] + 0.5F * x[i + 2] + 7);
    y.push_back(-x[i + 2]);
  }
  const LinearRegression model(x, y, 3, 2);
  const auto answers = [&](std::vector<float> row) { return model.answers(row.data()); };
  const auto near = [](float value) { return ::testing::FloatNear(value, 1e-3F); };  // the penalty is 1e-4 of a weight
  EXPECT_THAT(answers({0, 0, 0}), ::testing::ElementsAre(near(7), near(0)));
  EXPECT_THAT(answers({1, 0, 0}), ::testing::ElementsAre(near(9), near(0)));
  EXPECT_THAT(answers({0, 1, 0}), ::testing::ElementsAre(near(4), near(0)));
  EXPECT_THAT(answers({0, 0, 1}), ::testing::ElementsAre(near(7.5F), near(-1)));
}

TEST(LinearRegression, TheInterceptBearsNoPenalty) {
  const LinearRegression model({1, -1, 1, -1}, {1e6F, 1e6F, 1e6F, 1e6F}, 1, 1);
  const float row = 0;
  EXPECT_FLOAT_EQ(model.answers(&row)[0], 1e6F);
}

TEST(LinearRegression, IsTheLeastSquaresLineThroughNoise) {
  // x 0 1 2 3, y 1 0 4 3: slope 1, intercept 0.5.
  const LinearRegression model({0, 1, 2, 3}, {1, 0, 4, 3}, 1, 1);
  for (const float x : {0.0F, 10.0F}) EXPECT_NEAR(model.answers(&x)[0], 0.5 + x, 5e-3);
}

TEST(LinearRegression, WithMoreColumnsThanRowsStaysFiniteAndFitsItsRows) {
  const std::vector<float> x = normal_numbers(5 * 50, "wide rows");
  const std::vector<float> y{1, -2, 3, -4, 5};
  const LinearRegression model(x, y, 50, 1);
  for (std::size_t i = 0; i < 5; ++i) EXPECT_NEAR(model.answers(x.data() + 50 * i)[0], y[i], 0.01);
}

TEST(LinearRegression, OfEqualAndOfConstantColumnsStaysFinite) {
  std::vector<float> x;
  std::vector<float> y;
  for (const float value : normal_numbers(200, "equal columns")) {
    x.insert(x.end(), {value, value, 0, 5});
    y.push_back(4 * value);
  }
  const LinearRegression model(x, y, 4, 1);
  const std::vector<float> row{1, 1, 0, 5};
  EXPECT_NEAR(model.answers(row.data())[0], 4, 0.02);
  const std::vector<float> apart{1, -1, 0, 5};
  EXPECT_NEAR(model.answers(apart.data())[0], 0, 0.02) << "the penalty shares a weight between equal columns";
}

TEST(LinearRegression, OfNoRowsAnswersZero) {
  const std::vector<float> row{3, 4};
  EXPECT_THAT(LinearRegression({}, {}, 2, 1).answers(row.data()), ::testing::ElementsAre(0));
}

}  // namespace
}  // namespace gatewise::quality_linear_regression_test
