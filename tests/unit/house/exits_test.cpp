// Text of others reaches stdout and stderr through tell() alone (framework/cli/tell.hpp), which spells out what steers.
#include <gtest/gtest.h>

#include <filesystem>

#include "support/files.hpp"

namespace gatewise::house_exits_test {
namespace {

bool prints(const std::string& source) {
  for (const char* way : {"fmt::print(", "std::cout <<", "std::cerr <<", "std::puts(", "std::printf("}) {
    if (source.find(way) != std::string::npos) return true;
  }
  return false;
}

TEST(Exits, OfTheProgramAreTellAlone) {
  const std::filesystem::path root = GATEWISE_SOURCE_DIR;
  std::size_t seen = 0;
  for (const char* folder : {"framework/cli", "reports/text", "reports/json"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
      if (!entry.is_regular_file()) continue;
      ++seen;
      EXPECT_FALSE(prints(tests::bytes_of(entry.path()))) << entry.path() << ": print with tell()";
    }
  }
  EXPECT_GT(seen, 40U);
}

}  // namespace
}  // namespace gatewise::house_exits_test
