#include <gmock/gmock.h>

#include <cmath>
#include <stdexcept>

#include "base/packed_floats.hpp"

namespace gatewise {
namespace {

using ::testing::ElementsAre;

TEST(PackedFloats, AreBase64OfLittleEndianSinglePrecision) {
  EXPECT_EQ(pack_floats({1.0}), "AACAPw==");  // 00 00 80 3f
  EXPECT_EQ(pack_floats({1.0, -2.0, 0.5}), "AACAPwAAAMAAAAA/");
  EXPECT_EQ(pack_floats({}), "");
}

TEST(PackedFloats, ComeBackRoundedToSinglePrecision) {
  for (const std::size_t size : {0U, 1U, 2U, 3U, 4U, 200U}) {
    std::vector<double> values;
    for (std::size_t i = 0; i < size; ++i) values.push_back(std::sin(static_cast<double>(i)));
    const std::vector<double> back = unpack_floats(pack_floats(values));
    ASSERT_EQ(back.size(), size);
    for (std::size_t i = 0; i < size; ++i) EXPECT_EQ(back[i], static_cast<double>(static_cast<float>(values[i])));
  }
}

TEST(PackedFloats, OfRubbishAreRefused) {
  for (const char* text : {"A", "AACA", "????", "AACAPw=", "AACAPwAAAMA"})
    EXPECT_THROW(unpack_floats(text), std::runtime_error) << text;
}

}  // namespace
}  // namespace gatewise
