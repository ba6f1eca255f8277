#include "base/sha256.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"

namespace gatewise::base_sha256_test {
namespace {

// The examples of FIPS 180-4 (csrc.nist.gov, SHA256.pdf) and the empty message.
TEST(Sha256, GivesThePublishedDigests) {
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Sha256, CountsZeroBytes) { EXPECT_NE(sha256(std::string_view("\0\0", 2)), sha256(std::string_view("\0", 1))); }

TEST(Sha256, OfAFileThatIsMissingNamesIt) {
  EXPECT_THAT([] { sha256_of_file("/nowhere/x.csv"); },
              ::testing::ThrowsMessage<InputError>(::testing::HasSubstr("/nowhere/x.csv: cannot read")));
}

}  // namespace
}  // namespace gatewise::base_sha256_test
