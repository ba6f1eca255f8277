#include "base/safetensors.hpp"

#include <gmock/gmock.h>

#include <cstring>

#include "base/error.hpp"
#include "base/files.hpp"
#include "support/temporary_folder.hpp"

namespace gatewise::base_safetensors_test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

class Safetensors : public ::testing::Test {
 protected:
  static TensorFile example() {
    TensorFile file;
    file.tensors["b"] = {{3}, {1.0F, -2.5F, 3.25F}};
    file.tensors["a"] = {{2, 2}, {0.1F, 0.2F, 0.3F, 0.4F}};
    file.metadata = {{"seed", "1"}};
    return file;
  }

  /// A file of this header and so many bytes of data.
  void write(const std::string& header, std::size_t data_bytes) const {
    const std::uint64_t size = header.size();
    std::string bytes(sizeof(size), '\0');
    std::memcpy(bytes.data(), &size, sizeof(size));
    write_file_atomically(file_, bytes + header + std::string(data_bytes, '\0'));
  }

  auto refused(const std::string& part) const {
    return ThrowsMessage<InputError>(AllOf(StartsWith(file_.string()), HasSubstr(part)));
  }

  const tests::TemporaryFolder temporary_;
  const std::filesystem::path folder_ = temporary_.path();
  const std::filesystem::path file_ = folder_ / "w.safetensors";
};

TEST_F(Safetensors, WhatIsWrittenIsReadBackExactly) {
  write_safetensors(file_, example());
  const TensorFile read = read_safetensors(file_);
  EXPECT_EQ(read.metadata, example().metadata);
  ASSERT_EQ(read.tensors.size(), 2U);
  EXPECT_EQ(read.at("a").shape, (std::vector<std::int64_t>{2, 2}));
  EXPECT_EQ(read.at("a").data, example().at("a").data);
  EXPECT_EQ(read.at("b").data, example().at("b").data);
}

TEST_F(Safetensors, AFileWithoutTensorsIsAnObjectToo) {
  write_safetensors(file_, {});
  EXPECT_EQ(read_file(file_).substr(8, 2), "{}");
  EXPECT_TRUE(read_safetensors(file_).tensors.empty());
}

TEST_F(Safetensors, TheBytesDependOnTheContentsAlone) {
  TensorFile other_order;
  other_order.metadata = example().metadata;
  other_order.tensors["a"] = example().at("a");
  other_order.tensors["b"] = example().at("b");
  write_safetensors(file_, example());
  write_safetensors(folder_ / "again", other_order);
  EXPECT_EQ(read_file(file_), read_file(folder_ / "again"));
}

TEST_F(Safetensors, TheDataBeginAtAMultipleOfEightBytes) {
  write_safetensors(file_, example());
  std::uint64_t header = 0;
  const std::string bytes = read_file(file_);
  std::memcpy(&header, bytes.data(), sizeof(header));
  EXPECT_EQ(header % 8, 0U);
  EXPECT_EQ(bytes.size(), 8 + header + 7 * sizeof(float));
}

TEST_F(Safetensors, EveryTruncationIsRefused) {
  write_safetensors(file_, example());
  const std::string bytes = read_file(file_);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    write_file_atomically(file_, bytes.substr(0, size));
    EXPECT_THAT([&] { read_safetensors(file_); }, refused("not a usable safetensors file")) << size << " bytes";
  }
}

TEST_F(Safetensors, AnotherTypeThanF32IsRefusedWithItsName) {
  write(R"({"w":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}})", 4);
  EXPECT_THAT([&] { read_safetensors(file_); }, refused("w: dtype \"F16\", only F32 is read"));
}

TEST_F(Safetensors, OffsetsOutsideTheFileAreRefused) {
  for (const char* offsets : {"[0,12]", "[4,12]", "[8,0]", "[100,108]", "[-8,0]", "[0,18446744073709551615]"}) {
    write(std::string(R"({"w":{"dtype":"F32","shape":[2],"data_offsets":)") + offsets + "}}", 8);
    EXPECT_THAT([&] { read_safetensors(file_); }, refused("w: ")) << offsets;
  }
}

TEST_F(Safetensors, AShapeThatDisagreesWithItsSizeIsRefused) {
  write(R"({"w":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})", 8);
  EXPECT_THAT([&] { read_safetensors(file_); }, refused("w: its shape and its size disagree"));
}

TEST_F(Safetensors, AShapeWhoseProductWrapsAroundIsRefused) {
  write(R"({"w":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,0]}})", 8);
  EXPECT_THAT([&] { read_safetensors(file_); }, refused("w: "));
  write(R"({"w":{"dtype":"F32","shape":[-1,-2],"data_offsets":[0,8]}})", 8);
  EXPECT_THAT([&] { read_safetensors(file_); }, refused("w: "));
}

TEST_F(Safetensors, TensorsThatOverlapAreRefused) {
  write(
      R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}})",
      12);
  EXPECT_THAT([&] { read_safetensors(file_); }, refused("overlap"));
}

TEST_F(Safetensors, AHeaderThatIsNoJsonObjectIsRefused) {
  for (const char* header : {"{\"w\":", "[]", "7", "null", "{\"w\": 3}", "not json"}) {
    write(header, 8);
    EXPECT_THAT([&] { read_safetensors(file_); }, refused("not a usable safetensors file")) << header;
  }
}

TEST_F(Safetensors, AHeaderSizeBeyondTheFileIsRefused) {
  write_file_atomically(file_, std::string(8, '\xff') + "{}");
  EXPECT_THAT([&] { read_safetensors(file_); }, refused("its header is cut short"));
}

TEST(TensorFile, AMissingTensorIsNamed) {
  EXPECT_THAT([] { TensorFile().at("head.bias"); }, ThrowsMessage<InputError>(HasSubstr("'head.bias'")));
}

}  // namespace
}  // namespace gatewise::base_safetensors_test
