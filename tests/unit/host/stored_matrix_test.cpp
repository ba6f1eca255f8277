#include "host/stored_matrix.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.hpp"
#include "base/random.hpp"

namespace gatewise::host_stored_matrix_test {
namespace {

struct Case {
  const char* precision;
  std::uint64_t element_bytes;
  double relative;  ///< how far an element may be from its value: of itself, or of its row's largest
};

constexpr Case cases[] = {{"f32", 4, 0}, {"bf16", 2, 0x1p-8}, {"int8", 1, 0.5 / 127}};

std::vector<float> random_values(std::size_t count) {
  Random random(3, "stored_matrix");
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(random.normal());
  return values;
}

TEST(StoredMatrixRows, AreTheValuesWithinThePrecision) {
  const std::vector<float> values = random_values(7 * 70);
  for (const Case& c : cases) {
    const StoredMatrix matrix(values, 7, 70, storage_of(c.precision));
    std::vector<float> row(71, 9.0F);
    for (std::int64_t r = 0; r < 7; ++r) {
      matrix.read_row(r, row.data());
      float most = 0;
      for (std::int64_t k = 0; k < 70; ++k)
        most = std::max(most, std::abs(values[static_cast<std::size_t>(r * 70 + k)]));
      for (std::size_t k = 0; k < 70; ++k)
        EXPECT_NEAR(row[k], values[static_cast<std::size_t>(r) * 70 + k],
                    static_cast<double>(most) * c.relative * 1.0001)
            << c.precision;
      EXPECT_EQ(row[70], 9.0F) << "written behind the row";
    }
  }
}

TEST(StoredMatrixProducts, AreThoseOfItsOwnRows) {
  for (const std::int64_t rows : {1, 4, 5, 72}) {
    for (const std::int64_t columns : {1, 16, 17, 130}) {
      const std::vector<float> values = random_values(static_cast<std::size_t>(rows * columns));
      for (const Case& c : cases) {
        const StoredMatrix matrix(values, rows, columns, storage_of(c.precision));
        AlignedBuffer x(static_cast<std::size_t>(matrix.padded_columns()) * sizeof(float));
        const std::vector<float> input = random_values(static_cast<std::size_t>(columns));
        std::copy(input.begin(), input.end(), x.floats());
        const std::vector<float> bias(static_cast<std::size_t>(rows), 0.25F);
        std::vector<float> out(static_cast<std::size_t>(rows));
        matrix.multiply(x.floats(), bias, out.data());
        std::vector<float> row(static_cast<std::size_t>(columns));
        for (std::int64_t r = 0; r < rows; ++r) {
          matrix.read_row(r, row.data());
          double expected = 0.25;
          for (std::size_t k = 0; k < row.size(); ++k) expected += static_cast<double>(row[k]) * input[k];
          EXPECT_NEAR(out[static_cast<std::size_t>(r)], expected, 1e-4) << c.precision << " " << rows << "x" << columns;
        }
      }
    }
  }
}

TEST(StoredMatrixBytes, AreThoseOfThePrecision) {
  const std::vector<float> values = random_values(5 * 64);
  for (const Case& c : cases) {
    const std::uint64_t scales = c.element_bytes == 1 ? 5 * sizeof(float) : 0;
    EXPECT_EQ(StoredMatrix(values, 5, 64, storage_of(c.precision)).bytes(), 5 * 64 * c.element_bytes + scales);
  }
}

TEST(StoredMatrixOfZeros, StaysZero) {
  const StoredMatrix matrix(std::vector<float>(8, 0.0F), 2, 4, Storage::int8);
  std::vector<float> row(4, 1.0F);
  matrix.read_row(1, row.data());
  EXPECT_EQ(row, std::vector<float>(4, 0.0F));
}

TEST(Storage, IsRefusedForAPrecisionWithoutOne) { EXPECT_THROW(storage_of("int4"), InputError); }

}  // namespace
}  // namespace gatewise::host_stored_matrix_test
