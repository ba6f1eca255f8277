#include <gmock/gmock.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "data/csv_reader.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise {
namespace {

using ::testing::ElementsAre;
using ::testing::ThrowsMessage;

class Csv : public ::testing::Test {
 protected:
  CsvTable table(const std::string& bytes) const {
    write_file_atomically(file(), bytes);
    return CsvTable::read(file());
  }
  std::filesystem::path file() const { return folder_ / "x.csv"; }
  /// "x.csv" with its folder before the expected rest.
  auto refuses(const std::string& rest) const { return ThrowsMessage<InputError>(file().string() + rest); }

  const tests::TemporaryFolder temporary_;
  const std::filesystem::path folder_ = temporary_.path();
};

TEST_F(Csv, ReadsColumnsByName) {
  const CsvTable csv = table("name,value,empty\na,1,\nb,-2.5e1,x\n");
  EXPECT_EQ(csv.rows(), 2U);
  EXPECT_THAT(csv.texts("name"), ElementsAre("a", "b"));
  EXPECT_THAT(csv.numbers("value"), ElementsAre(1.0F, -25.0F));
  EXPECT_THAT(csv.texts("empty"), ElementsAre("", "x"));
}

TEST_F(Csv, LinesMayEndInCarriageReturnsAndTheLastInNothing) {
  const CsvTable csv = table("a,b\r\n1,2\r\n3,4");
  EXPECT_THAT(csv.numbers("b"), ElementsAre(2.0F, 4.0F));
}

TEST_F(Csv, ARaggedRowIsNamedWithItsLine) {
  EXPECT_THAT([&] { table("a,b\n1,2\n3\n"); }, refuses(":3: 1 fields, the header has 2"));
  EXPECT_THAT([&] { table("a,b\n1,2,3\n"); }, refuses(":2: 3 fields, the header has 2"));
  EXPECT_THAT([&] { table("a,b\n1,2\n\n3,4\n"); }, refuses(":3: 1 fields, the header has 2"));
}

TEST_F(Csv, WhatIsNoFiniteNumberIsNamedWithItsLine) {
  for (const std::string text : {"NaN", "nan", "inf", "-inf", "", "1e99", "0x10", "3 ", " 3", "1.5kg"}) {
    const CsvTable csv = table("a,b\n1,2\n3," + text + "\n");
    EXPECT_THAT([&] { csv.numbers("b"); }, refuses(":3: column 'b': '" + text + "' is no finite number"));
  }
}

TEST_F(Csv, AnEmptyFileHasNoHeader) {
  EXPECT_THAT([&] { table(""); }, refuses(":1: a header of at least two columns is missing"));
  EXPECT_THAT([&] { table("one\n1\n"); }, refuses(":1: a header of at least two columns is missing"));
}

TEST_F(Csv, AHeaderAloneIsNoRecording) {
  EXPECT_THAT([&] { table("a,b\n"); }, refuses(": no rows"));
}

TEST_F(Csv, AMissingColumnNamesTheNearest) {
  const CsvTable csv = table("session,episode\n1,2\n");
  EXPECT_THAT([&] { csv.texts("sesion"); }, refuses(": no column 'sesion'; did you mean 'session'?"));
  EXPECT_THAT([&] { csv.numbers("load"); }, refuses(": no column 'load'; known: session, episode"));
}

TEST_F(Csv, AMissingFileIsNamed) { EXPECT_THROW(CsvTable::read(folder_ / "none.csv"), InputError); }

}  // namespace
}  // namespace gatewise
