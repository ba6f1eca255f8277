#include "data/readers/npy_array.hpp"

#include <gmock/gmock.h>
#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "base/error.hpp"
#include "support/files.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::data_npy_array_test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

/// Zeros may be among the letters.
template <std::size_t N>
std::string raw(const char (&letters)[N]) {
  return {letters, N - 1};
}

std::string with_header(const std::string& header, const std::string& data) {
  std::string bytes = raw("\x93NUMPY\x01\x00");
  bytes += static_cast<char>(header.size() % 256);
  bytes += static_cast<char>(header.size() / 256);
  return bytes + header + data;
}

std::string header_of(const std::string& type, const std::string& shape, const std::string& fortran = "False") {
  std::string header = "{'descr': '" + type + "', 'fortran_order': " + fortran + ", 'shape': " + shape + ", }";
  header.resize(181, ' ');
  return header + "\n";
}

std::string npy(const std::string& type, const std::string& shape, const std::string& data) {
  return with_header(header_of(type, shape), data);
}

template <class T>
std::string bytes_of(const std::vector<T>& values) {
  std::string bytes(values.size() * sizeof(T), '\0');
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

/// Hands out at most `most` bytes at a time.
NpyArray array(const std::string& bytes, std::size_t most = std::string::npos) {
  const auto source = [bytes, most, at = std::size_t{0}](char* into, std::size_t count) mutable {
    const std::size_t got = std::min({count, most, bytes.size() - at});
    std::copy_n(bytes.data() + at, got, into);
    at += got;
    return got;
  };
  return {source, "f.npz: x"};
}

auto refuses(const std::string& problem) { return ThrowsMessage<InputError>(StartsWith("f.npz: x" + problem)); }

TEST(NpyArray, EveryTypeIsReadInBothByteOrders) {
  const struct {
    const char* type;
    std::string data;
    float value;
  } cases[] = {
      {"<f4", raw("\x00\x00\xC0\xBF"), -1.5F},
      {">f4", raw("\xBF\xC0\x00\x00"), -1.5F},
      {"<f8", raw("\x00\x00\x00\x00\x00\x00\xF8\xBF"), -1.5F},
      {">f8", raw("\xBF\xF8\x00\x00\x00\x00\x00\x00"), -1.5F},
      {"|i1", raw("\xFE"), -2},
      {"<i2", raw("\xFE\xFF"), -2},
      {">i2", raw("\x01\x02"), 258},
      {"<i4", raw("\x01\x02\x00\x00"), 513},
      {">i4", raw("\xFF\xFF\xFF\xFE"), -2},
      {"<i8", raw("\xFE\xFF\xFF\xFF\xFF\xFF\xFF\xFF"), -2},
      {">i8", raw("\x00\x00\x00\x00\x00\x00\x01\x02"), 258},
      {"|u1", raw("\xFE"), 254},
      {"<u2", raw("\xFE\xFF"), 65534},
      {">u2", raw("\xFE\xFF"), 65279},
      {"<u4", raw("\x00\x00\x00\x80"), 0x1p31F},
      {">u4", raw("\x80\x00\x00\x00"), 0x1p31F},
      {"<u8", raw("\x00\x00\x00\x00\x00\x00\x00\x80"), 0x1p63F},
      {">u8", raw("\x80\x00\x00\x00\x00\x00\x00\x00"), 0x1p63F},
      {"|b1", raw("\x01"), 1},
      {"=i2", bytes_of<std::int16_t>({-3}), -3},
      {"i2", bytes_of<std::int16_t>({-3}), -3},
  };
  for (const auto& [type, data, value] : cases)
    EXPECT_THAT(array(npy(type, "(1,)", data)).numbers(1), ElementsAre(value)) << type;
}

TEST(NpyArray, FormatsTwoAndThreeHaveALongerLengthOfTheHeader) {
  const std::string header = header_of("|u1", "(2,)");
  for (const char version : {'\x02', '\x03'}) {
    const std::string bytes = std::string("\x93NUMPY") + version + raw("\x00") + static_cast<char>(header.size()) +
                              raw("\x00\x00\x00") + header + "\x05\x06";
    EXPECT_THAT(array(bytes).numbers(2), ElementsAre(5, 6)) << int{version};
  }
  EXPECT_THAT([] { array(raw("\x93NUMPY\x04\x00 ")); }, refuses(": format 4.0 of .npy; 1.0, 2.0 and 3.0 are known"));
  EXPECT_THAT([] { array(raw("\x93NUMPY\x02\x00\xFF\xFF\xFF\xFF")); },
              refuses(": a header of 4294967295 bytes; at most 65536 are read"));
}

TEST(NpyArray, FortranOrderIsTurnedIntoCOrder) {
  // x[i,j,k] = 100 i + 10 j + k
  const std::string data = bytes_of<std::uint8_t>({0, 100, 200, 10, 110, 210, 1, 101, 201, 11, 111, 211});
  NpyArray fortran = array(with_header(header_of("|u1", "(3, 2, 2)", "True"), data), 3);
  EXPECT_THAT(fortran.shape(), ElementsAre(3, 2, 2));
  EXPECT_THAT(fortran.numbers(7), ElementsAre(0, 1, 10, 11, 100, 101, 110));
  EXPECT_THAT(fortran.numbers(5), ElementsAre(111, 200, 201, 210, 211));
}

TEST(NpyArray, ShapesHaveFromNoneToFourDimensions) {
  NpyArray scalar = array(npy("|i1", "()", "\x07"));
  EXPECT_THAT(scalar.shape(), IsEmpty());
  EXPECT_THAT(scalar.integers(1), ElementsAre(7));
  NpyArray four = array(npy("|i1", "(1, 2, 1, 1)", "\x07\x08"));
  EXPECT_THAT(four.shape(), ElementsAre(1, 2, 1, 1));
  EXPECT_EQ(four.place(1), "f.npz: x[0,1,0,0]");
  EXPECT_THAT([] { array(npy("|i1", "(1, 1, 1, 1, 1)", "\x07")); }, refuses(": 5 dimensions; at most 4 are read"));
}

TEST(NpyArray, AnArrayWithoutAnElementIsReadToItsEnd) {
  NpyArray none = array(npy("<f4", "(0, 3)", ""));
  EXPECT_THAT(none.shape(), ElementsAre(0, 3));
  EXPECT_THAT(none.numbers(0), IsEmpty());
  EXPECT_THAT([] { array(npy("<f4", "(0, 3)", "!")); }, refuses(": bytes follow the last element of shape [0,3]"));
}

TEST(NpyArray, TheHeaderMayBeWrittenInOtherWays) {
  for (const char* header : {"{\"shape\":(2L,1L),\"fortran_order\":False,\"descr\":\"|u1\"}\n",
                             "  { 'fortran_order' : False , 'descr' : '|u1' , 'shape' : ( 2 , 1 , ) , } \t\n"}) {
    NpyArray read = array(with_header(header, "\x05\x06"));
    EXPECT_THAT(read.shape(), ElementsAre(2, 1)) << header;
    EXPECT_THAT(read.numbers(2), ElementsAre(5, 6)) << header;
  }
}

TEST(NpyArray, AHeaderThatIsNoDictOfTheThreeKeysIsShown) {
  for (const char* header : {
           "",
           "[1, 2]",
           "{'descr': '|u1', 'fortran_order': False, 'shape': (2,)",
           "{'descr': '|u1', 'fortran_order': False, }",
           "{'descr': '|u1', 'descr': '|u1', 'fortran_order': False, 'shape': (2,), }",
           "{'descr': '|u1', 'fortran_order': False, 'shape': (2,), 'more': 1}",
           "{'descr': '|u1', 'fortran_order': 0, 'shape': (2,), }",
           "{'descr': |u1, 'fortran_order': False, 'shape': (2,), }",
           "{'descr': '|u1', 'fortran_order': False, 'shape': (-2,), }",
           "{'descr': '|u1', 'fortran_order': False, 'shape': (2 3), }",
           "{'descr': '|u1', 'fortran_order': False, 'shape': 2, }",
           "{'descr': '|u1' 'fortran_order': False, 'shape': (2,), }",
           "{'descr': '|u1', 'fortran_order': False, 'shape': (2,), } more",
           "{'descr",
       }) {
    EXPECT_THAT([&] { array(with_header(header, "\x05\x06")); },
                refuses(": its header is no dict of 'descr', 'fortran_order' and 'shape': \"" +
                        std::string(header).substr(0, 100) + "\""));
  }
  EXPECT_THAT([] { array(with_header("\xFF\n", "")); }, refuses(R"(: its header is no dict of 'descr', )"
                                                                R"('fortran_order' and 'shape': "\xff\n")"));
}

TEST(NpyArray, OtherFilesAreRefused) {
  EXPECT_THAT([] { array("1,2,3\n4,5,6\n"); }, refuses(": no .npy array: it does not begin with \\x93NUMPY"));
  EXPECT_THAT([] { array(""); }, refuses(": no .npy array"));
}

TEST(NpyArray, ObjectsAreRefusedWithWhatToSaveInstead) {
  EXPECT_THAT(
      [] { array(npy("|O", "(2,)", "\x80\x04")); },
      ThrowsMessage<InputError>(AllOf(StartsWith("f.npz: x: an array of Python objects"), HasSubstr("x.astype('U')"))));
  EXPECT_THAT([] { array(npy("O", "(2,)", "\x80\x04")); }, refuses(": an array of Python objects"));
  const char* records = "{'descr': [('a', '|O'), ('b', '<f4')], 'fortran_order': False, 'shape': (2,), }";
  EXPECT_THAT([&] { array(with_header(records, "")); }, refuses(": an array of Python objects"));
}

TEST(NpyArray, OtherTypesAreNamed) {
  for (const char* type : {"<f2", "<c8", "|S5", "<M8[ns]", "|V8", "<U0", "<U", "<U99999999999", "<Ux", "<U5x", "<", "",
                           "f16", "<<f4", "|b2"}) {
    EXPECT_THAT([&] { array(npy(type, "(1,)", "12345678")); },
                refuses(std::string(": elements of type ") + type + "; f4, f8, i1"));
  }
  const char* records = "{'descr': [('Of', '<f4'), ('b', '<f4')], 'fortran_order': False, 'shape': (2,), }";
  EXPECT_THAT([&] { array(with_header(records, "")); }, refuses(": elements of type [('Of', '<f4'), ('b', '<f4')];"));
}

TEST(NpyArray, TextIsUtf8WithoutItsPadding) {
  const std::string little = raw("a\0\0\0\xE9\0\0\0\0\0\0\0\xAC\x20\0\0\xB5\xF3\x01\0\0\0\0\0");
  EXPECT_THAT(array(npy("<U3", "(2,)", little)).texts(2), ElementsAre("a\xC3\xA9", "\xE2\x82\xAC\xF0\x9F\x8E\xB5"));
  const std::string big = raw("\0\0\0a\0\0\0\0\0\0\0b\0\0\0\0\0\0\0\0\0\0\0\0");
  EXPECT_THAT(array(npy(">U3", "(2,)", big)).texts(2), ElementsAre(raw("a\0b"), ""));
}

TEST(NpyArray, TextThatIsNoUnicodeIsRefusedWithItsPlace) {
  for (const std::string& code : {raw("\0\xD8\0\0"), raw("\xFF\xDF\0\0"), raw("\0\0\x11\0"), raw("a\0\0\x01")}) {
    EXPECT_THAT([&] { array(npy("<U1", "(2,)", raw("a\0\0\0") + code)).texts(2); },
                refuses("[1]: a character that is no Unicode"));
  }
}

TEST(NpyArray, TextIsNoNumber) {
  const std::string bytes = npy("<U1", "(1,)", raw("7\0\0\0"));
  EXPECT_THAT([&] { array(bytes).numbers(1); }, refuses(": text (<U1); numbers are wanted"));
  EXPECT_THAT([&] { array(bytes).integers(1); }, refuses(": text (<U1); numbers are wanted"));
}

TEST(NpyArray, WholeNumbersAreTextInTheirDigits) {
  EXPECT_THAT(array(npy("<f8", "(4,)", bytes_of<double>({3, -1, -0.0, 1e15}))).texts(4),
              ElementsAre("3", "-1", "0", "1000000000000000"));
  EXPECT_THAT(array(npy("<f4", "(1,)", bytes_of<float>({16777216}))).texts(1), ElementsAre("16777216"));
  EXPECT_THAT(array(npy("|i1", "(2,)", "\x41\xFF")).texts(2), ElementsAre("65", "-1"));
  EXPECT_THAT(array(npy("|u1", "(1,)", "\x41")).texts(1), ElementsAre("65"));
  EXPECT_THAT(array(npy("|b1", "(3,)", raw("\x00\x01\x02"))).texts(3), ElementsAre("0", "1", "1"));
  EXPECT_THAT(array(npy("<u8", "(1,)", bytes_of<std::uint64_t>({~std::uint64_t{0}}))).texts(1),
              ElementsAre("18446744073709551615"));
}

TEST(NpyArray, OtherNumbersAreNoText) {
  const double infinity = std::numeric_limits<double>::infinity();
  const std::string bytes = npy("<f8", "(2, 2)", bytes_of<double>({1, 0.5, infinity, std::nan("")}));
  EXPECT_THAT([&] { array(bytes).texts(4); }, refuses("[0,1]: 0.5 is neither text nor a whole number"));
  NpyArray rest = array(bytes);
  rest.skip(2);
  EXPECT_THAT([&] { rest.texts(1); }, refuses("[1,0]: inf is neither text nor a whole number"));
  rest.skip(1);
  EXPECT_THAT(rest.texts(1), ElementsAre("NaN"));
}

TEST(NpyArray, IntegersAreExact) {
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  EXPECT_THAT(array(npy("<i8", "(2,)", bytes_of<std::int64_t>({most, -most - 1}))).integers(2),
              ElementsAre(most, -most - 1));
  EXPECT_THAT(array(npy("<f8", "(2,)", bytes_of<double>({0x1p53, -0x1p63}))).integers(2),
              ElementsAre(std::int64_t{1} << 53, -most - 1));
  EXPECT_THAT([] { array(npy("<u8", "(1,)", bytes_of<std::uint64_t>({std::uint64_t{1} << 63}))).integers(1); },
              refuses("[0]: 9223372036854775808 is no whole number below 2^63"));
  EXPECT_THAT(
      [] {
        array(npy("<f8", "(2,)", bytes_of<double>({1, 0x1p63}))).integers(2);
      },
      refuses("[1]: 9.223372036854776e+18 is no whole"));
  EXPECT_THAT([] { array(npy("<f4", "(1,)", bytes_of<float>({2.5F}))).integers(1); }, refuses("[0]: 2.5 is no whole"));
}

TEST(NpyArray, ADoubleIsReadWhole) {
  EXPECT_THAT(array(npy("<f8", "(2,)", bytes_of<double>({1'700'000'012.5, 1e-300}))).numbers(2),
              ElementsAre(1'700'000'012.5, 1e-300));
  EXPECT_THAT(array(npy("<i8", "(1,)", bytes_of<std::int64_t>({1'700'000'013}))).numbers(1),
              ElementsAre(1'700'000'013));
}

TEST(NpyArray, ElementsAreTakenFromFrontToBack) {
  NpyArray read = array(npy("<i2", "(3, 2)", bytes_of<std::int16_t>({1, 2, 3, 4, 5, 6})));
  EXPECT_THAT(read.numbers(1), ElementsAre(1));
  read.skip(2);
  EXPECT_EQ(read.position(), 3);
  EXPECT_EQ(read.place(read.position()), "f.npz: x[1,1]");
  EXPECT_THAT(read.texts(1), ElementsAre("4"));
  EXPECT_THAT(read.integers(2), ElementsAre(5, 6));
}

TEST(NpyArray, ASourceMayGiveAByteAtATime) {
  std::vector<float> values(50'000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i);
  for (const std::size_t most : {std::size_t{1}, std::size_t{7}, std::string::npos})
    EXPECT_THAT(array(npy("<f4", "(50000,)", bytes_of(values)), most).numbers(50'000), ElementsAreArray(values))
        << most;
}

TEST(NpyArray, AnElementMayBeLongerThanAChunk) {
  const std::string letters = raw("a\0\0\0b\0\0\0");
  std::string data = letters;
  data.resize(100'000 * 4);
  NpyArray read = array(npy("<U100000", "(2,)", data + data), 10'007);
  EXPECT_THAT(read.texts(2), ElementsAre("ab", "ab"));
}

TEST(NpyArray, DataThatIsCutShortIsRefusedWithTheBytesThatAreThere) {
  for (const char* fortran : {"False", "True"}) {
    const std::string bytes = with_header(header_of("<f4", "(2, 3)", fortran), std::string(22, 'x'));
    EXPECT_THAT([&] { array(bytes).numbers(6); },
                refuses(": cut short: shape [2,3] of <f4 needs 24 bytes, 22 are there; write or download it again"));
  }
  const std::string whole = npy("<f4", "(1,)", "1234");
  for (std::size_t size = 8; size < whole.size() - 4; ++size)
    EXPECT_THAT([&] { array(whole.substr(0, size)); }, refuses(": ends within its header; write or download it again"));
}

TEST(NpyArray, MoreBytesThanTheShapeSaysAreRefused) {
  for (const char* fortran : {"False", "True"}) {
    const std::string bytes = with_header(header_of("|u1", "(2, 1)", fortran), "abc");
    EXPECT_THAT([&] { array(bytes).numbers(2); }, refuses(": bytes follow the last element of shape [2,1] of |u1"));
    EXPECT_THAT([&] { array(bytes, 1).skip(2); }, refuses(": bytes follow"));
  }
}

TEST(NpyArray, ShapesWhoseSizeOverflowsAreRefused) {
  for (const char* shape : {"(4611686018427387904, 2)", "(4294967296, 4294967296)", "(0, 4294967296, 4294967296)",
                            "(99999999999999999999999999,)", "(2305843009213693952,)"})
    EXPECT_THAT([&] { array(npy("<f4", shape, "")); }, ThrowsMessage<InputError>(HasSubstr("] of <f4 is too large")));
}

TEST(NpyArray, AShapeThatLiesAllocatesNoMoreThanTheBytesThatAreThere) {
  for (const char* fortran : {"False", "True"}) {
    const std::string bytes = with_header(header_of("<f4", "(1099511627776, 1024)", fortran), std::string(40, 'x'));
    EXPECT_THAT([&] { array(bytes).numbers(std::int64_t{1} << 50); },
                refuses(": cut short: shape [1099511627776,1024] of <f4 needs 4503599627370496 bytes, 40 are there"));
  }
  EXPECT_THAT([] { array(npy("<U268435456", "(1073741824,)", "1234")).texts(1); }, refuses(": cut short: "));
}

class FileBytes : public ::testing::Test {
 protected:
  std::filesystem::path compressed(const std::string& bytes) const {
    std::filesystem::path path = folder_ / "x.npy.gz";
    const gzFile file = gzopen(path.c_str(), "wb");
    gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size()));
    gzclose(file);
    return path;
  }

  const tests::TemporaryFolder folder_;
};

TEST_F(FileBytes, ComeFromPlainAndCompressedFiles) {
  const std::string bytes = npy("<f4", "(2,)", bytes_of<float>({1, 2}));
  EXPECT_THAT(NpyArray(bytes_of_file(tests::write(folder_ / "x.npy", bytes)), "x").numbers(2), ElementsAre(1, 2));
  EXPECT_THAT(NpyArray(bytes_of_file(compressed(bytes)), "x").numbers(2), ElementsAre(1, 2));
}

TEST_F(FileBytes, CompressedDataThatIsCutShortIsRefused) {
  const std::filesystem::path path = compressed(npy("<f4", "(2,)", bytes_of<float>({1, 2})));
  const std::string bytes = tests::bytes_of(path);
  tests::write(path, bytes.substr(0, bytes.size() - 9));
  EXPECT_THAT(
      [&] { NpyArray(bytes_of_file(path), "x").numbers(2); },
      ThrowsMessage<InputError>(
          path.string() + ": cannot be read further: the compressed data is cut short; pack or download it again"));
  tests::write(path, bytes.substr(0, bytes.size() - 6) + "!!" + bytes.substr(bytes.size() - 4));
  EXPECT_THAT([&] { NpyArray(bytes_of_file(path), "x").numbers(2); },
              ThrowsMessage<InputError>(StartsWith(path.string() + ": cannot be read further: ")));
}

TEST_F(FileBytes, AFileThatIsNotThereAndAFolderAreRefused) {
  const std::filesystem::path missing = folder_ / "none.npy";
  EXPECT_THAT([&] { bytes_of_file(missing); },
              ThrowsMessage<InputError>(missing.string() + ": cannot read: No such file or directory"));
  EXPECT_THAT([&] { bytes_of_file(folder_.path()); },
              ThrowsMessage<InputError>(folder_.path().string() + ": cannot read: Is a directory"));
}

}  // namespace
}  // namespace gatewise::data_npy_array_test
