#include "base/packed_doubles.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <stdexcept>

namespace gatewise::base_packed_doubles_test {
namespace {

using ::testing::ElementsAre;

TEST(PackedDoubles, AreBase64OfLittleEndianDoublePrecision) {
  EXPECT_EQ(pack_doubles({1.0}), "AAAAAAAA8D8=");  // 00 00 00 00 00 00 f0 3f
  EXPECT_EQ(pack_doubles({1.0, -2.0, 0.5}), "AAAAAAAA8D8AAAAAAAAAwAAAAAAAAOA/");
  EXPECT_EQ(pack_doubles({}), "");
}

TEST(PackedDoubles, ComeBackExactly) {
  for (const std::size_t size : {0U, 1U, 2U, 3U, 4U, 200U}) {
    std::vector<double> values;
    for (std::size_t i = 0; i < size; ++i) values.push_back(std::sin(static_cast<double>(i)));
    EXPECT_EQ(unpack_doubles(pack_doubles(values)), values);
  }
}

TEST(PackedDoubles, OfRubbishAreRefused) {
  for (const char* text : {"A", "AACA", "????", "AAAAAAAA8D8", "AAAAAA=="})
    EXPECT_THROW(unpack_doubles(text), std::runtime_error) << text;
}

}  // namespace
}  // namespace gatewise::base_packed_doubles_test
