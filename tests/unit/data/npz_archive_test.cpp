#include "data/readers/npz_archive.hpp"

#include <gmock/gmock.h>
#include <zlib.h>

#include "base/error.hpp"
#include "support/files.hpp"
#include "support/npy.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::data_npz_archive_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

std::string little(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i, value >>= 8) text += static_cast<char>(value & 0xFF);
  return text;
}

/// A one-dimensional array of bytes.
std::string npy(const std::string& values) {
  return tests::npy("|u1", "(" + std::to_string(values.size()) + ",)", std::vector<char>(values.begin(), values.end()));
}

std::string deflated(const std::string& bytes) {
  std::string packed(bytes.size() + 100, '\0');
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
  std::string input = bytes;
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<unsigned>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<unsigned>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

enum class Zip64 { no, members, all };  // as numpy writes streams, and as it writes beyond 4 GiB

/// Writes zips by hand, with what a library would not write.
struct Member {
  std::string name;
  std::string data;
  unsigned method = 0;       ///< 8: deflated
  unsigned flags = 0;        ///< 1: encrypted
  std::uint32_t broken = 0;  ///< laid over the checksum
};

std::string sizes_of(std::uint64_t packed, std::uint64_t size, bool zip64) {
  return zip64 ? little(~std::uint64_t{0}, 8) : little(packed, 4) + little(size, 4);
}

std::string zip_of(const std::vector<Member>& members, Zip64 zip64 = Zip64::no) {
  std::string bytes, directory;
  for (const Member& member : members) {
    const std::string packed = member.method == 8 ? deflated(member.data) : member.data;
    const auto* data = reinterpret_cast<const Bytef*>(member.data.data());
    const std::uint64_t sum = crc32(0, data, static_cast<unsigned>(member.data.size())) ^ member.broken;
    const std::string common = little(45, 2) + little(member.flags, 2) + little(member.method, 2) + little(0x21, 4);
    const std::string sizes = little(1, 2) + little(16, 2) + little(member.data.size(), 8) + little(packed.size(), 8);
    const std::string extra = zip64 == Zip64::no ? "" : sizes;
    const std::string central_extra = zip64 == Zip64::all ? sizes : "";
    const std::string names = little(member.name.size(), 2);
    directory += "PK\x01\x02" + little(45, 2) + common + little(sum, 4) +
                 sizes_of(packed.size(), member.data.size(), zip64 == Zip64::all) + names +
                 little(central_extra.size(), 2) + little(0, 10) + little(bytes.size(), 4) + member.name +
                 central_extra;
    bytes += "PK\x03\x04" + common + little(sum, 4) + sizes_of(packed.size(), member.data.size(), zip64 != Zip64::no) +
             names + little(extra.size(), 2) + member.name + extra + packed;
  }
  const std::uint64_t count = members.size();
  const std::string end64 = "PK\x06\x06" + little(44, 8) + little(45, 2) + little(45, 2) + little(0, 8) +
                            little(count, 8) + little(count, 8) + little(directory.size(), 8) + little(bytes.size(), 8);
  const std::string locator = "PK\x06\x07" + little(0, 4) + little(bytes.size() + directory.size(), 8) + little(1, 4);
  const std::string end = little(0, 4) + little(count, 2) + little(count, 2) + little(directory.size(), 4) +
                          little(zip64 == Zip64::all ? 0xFFFFFFFF : bytes.size(), 4) + little(0, 2);
  return bytes + directory + (zip64 == Zip64::all ? end64 + locator : "") + "PK\x05\x06" + end;
}

class Npz : public ::testing::Test {
 protected:
  NpzArchive archive(const std::string& bytes) const { return NpzArchive(tests::write(path_, bytes)); }
  auto refuses(const std::string& problem) const {
    return ThrowsMessage<InputError>(StartsWith(path_.string() + ": " + problem));
  }

  const tests::TemporaryFolder folder_;
  const std::filesystem::path path_ = folder_ / "a.npz";
};

TEST_F(Npz, ArraysAreListedByTheNamesOfTheirMembers) {
  const NpzArchive read =
      archive(zip_of({{"x.npy", npy("\x01\x02")}, {"readme.txt", "text"}, {"part/y.npy", npy("\x03")}}));
  EXPECT_EQ(read.path(), path_);
  EXPECT_THAT(read.names(), ElementsAre("x", "part/y"));
  EXPECT_TRUE(read.contains("part/y"));
  EXPECT_FALSE(read.contains("readme.txt"));
  EXPECT_THAT(read.open("x").numbers(2), ElementsAre(1, 2));
  EXPECT_THAT(read.open("part/y").numbers(1), ElementsAre(3));
  EXPECT_EQ(read.open("x").place(1), path_.string() + ": x[1]");
}

TEST_F(Npz, MembersAreStoredOrDeflated) {
  const std::string many(300'000, '\x07');
  const NpzArchive read = archive(zip_of({{"x.npy", npy(many), 8}, {"y.npy", npy(many), 0}}));
  EXPECT_EQ(read.open("x").numbers(300'000), std::vector<double>(300'000, 7));
  EXPECT_EQ(read.open("y").numbers(300'000), std::vector<double>(300'000, 7));
}

TEST_F(Npz, AZip64IsRead) {
  for (const Zip64 kind : {Zip64::members, Zip64::all}) {
    const NpzArchive read = archive(zip_of({{"x.npy", npy("\x01\x02"), 8}, {"y.npy", npy("\x03")}}, kind));
    EXPECT_THAT(read.open("x").numbers(2), ElementsAre(1, 2));
    EXPECT_THAT(read.open("y").numbers(1), ElementsAre(3));
  }
}

TEST_F(Npz, ArraysAreReadByTurnsAndAfterTheArchivesEnd) {
  const auto open_both = [&] {
    const NpzArchive read = archive(
        zip_of({{"x.npy", npy(std::string(200'000, '\x01')), 8}, {"y.npy", npy(std::string(200'000, '\x02'))}}));
    return std::pair(read.open("x"), read.open("y"));
  };
  auto [x, y] = open_both();
  for (int turn = 0; turn < 4; ++turn) {
    EXPECT_EQ(x.numbers(50'000), std::vector<double>(50'000, 1));
    EXPECT_EQ(y.numbers(50'000), std::vector<double>(50'000, 2));
  }
}

TEST_F(Npz, AWrongChecksumIsFoundAtTheArraysEnd) {
  for (const unsigned method : {0U, 8U}) {
    NpyArray x = archive(zip_of({{"x.npy", npy("\x01\x02"), method, 0, 1}})).open("x");
    EXPECT_THAT(x.numbers(1), ElementsAre(1));
    EXPECT_THAT([&] { x.numbers(1); }, refuses("x: its packed data is damaged; write or download the archive again"));
  }
}

TEST_F(Npz, CorruptCompressedDataIsRefused) {
  std::string bytes = zip_of({{"x.npy", npy(std::string(1000, 'a') + "bcd"), 8}});
  const std::size_t data = 30 + std::string("x.npy").size();
  bytes.replace(data, 8, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF");
  EXPECT_THAT([&] { archive(bytes).open("x"); }, refuses("x: its packed data is damaged; write or download"));
}

TEST_F(Npz, MembersThatCanNotBeReadAreNamed) {
  EXPECT_THAT(
      [&] {
        archive(zip_of({{"x.npy", npy("\x01"), 0, 1}})).open("x");
      },
      refuses("x: is encrypted; write the archive"));
  EXPECT_THAT(
      [&] {
        archive(zip_of({{"x.npy", npy("\x01"), 50}})).open("x");
      },
      refuses("x: is packed in a way that is not read; write the archive"));
  EXPECT_THAT([&] { archive(zip_of({{"x.npy", "text"}})).open("x"); }, refuses("x: no .npy array"));
}

TEST_F(Npz, AnArrayThatIsNotThereIsRefusedWithThoseThatAre) {
  const std::string one = npy("\x01");
  EXPECT_THAT(
      [&] {
        archive(zip_of({{"x.npy", one}, {"lengths.npy", one}})).open("y");
      },
      refuses("y: no such array in the archive, which holds x, lengths; name one of them under [arrays]"));
  std::vector<Member> members;
  for (int i = 0; i < 12; ++i) members.push_back({"arr_" + std::to_string(i) + ".npy", one});
  EXPECT_THAT([&] { archive(zip_of(members)).open("y"); },
              ThrowsMessage<InputError>(HasSubstr("which holds arr_0, arr_1, arr_2, arr_3, arr_4, arr_5, arr_6, "
                                                  "arr_7, arr_8, arr_9 and 2 more")));
}

TEST_F(Npz, TwoArraysOfOneNameAreRefused) {
  EXPECT_THAT(
      [&] {
        archive(zip_of({{"x.npy", npy("\x01")}, {"x.npy", npy("\x02")}}));
      },
      refuses("x: stands in the archive twice; write each array once"));
}

TEST_F(Npz, AnArchiveWithoutArraysIsRefused) {
  for (const std::string& bytes : {zip_of({}), zip_of({{"readme.txt", "text"}})})
    EXPECT_THAT([&] { archive(bytes); }, refuses("no arrays in it; write them with numpy.savez(file, x=x, y=y)"));
}

TEST_F(Npz, WhatIsNoZipOrCutShortIsRefused) {
  EXPECT_THAT([&] { archive(npy("\x01")); }, refuses("cannot be read as .npz: it is no zip archive; "));
  const std::string whole = zip_of({{"x.npy", npy("\x01")}});
  for (std::size_t size = 0; size < whole.size(); size += 9)
    EXPECT_THAT([&] { archive(whole.substr(0, size)); }, refuses("cannot be read as .npz: ")) << size;
  EXPECT_THAT([&] { NpzArchive(folder_ / "none.npz"); },
              ThrowsMessage<InputError>((folder_ / "none.npz").string() + ": cannot read: No such file or directory"));
  EXPECT_THAT([&] { NpzArchive(folder_.path()); },
              ThrowsMessage<InputError>(StartsWith(folder_.path().string() + ": cannot read: Is a directory")));
}

}  // namespace
}  // namespace gatewise::data_npz_archive_test
