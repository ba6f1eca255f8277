#include "host/search.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"

namespace gatewise::host_search_test {
namespace {

TEST(NamedPluginArgument, IsAFileOrAnAliasAndAFile) {
  EXPECT_EQ(parse_named_plugin("./a.so").alias, "");
  EXPECT_EQ(parse_named_plugin("/x/b=c/a.so").file, "/x/b=c/a.so");
  EXPECT_EQ(parse_named_plugin("base=./a.so").alias, "base");
  EXPECT_EQ(parse_named_plugin("base=./a.so").file, "./a.so");
}

TEST(NamedPluginArgument, RefusesAnAliasThatABackendCouldNotBeNamedBy) {
  for (const char* wrong : {"a.b=x.so", "A=x.so", "=x.so", "a\"b=x.so", "null=x.so"}) {
    EXPECT_THROW(parse_named_plugin(wrong), InputError) << wrong;
  }
}

}  // namespace
}  // namespace gatewise::host_search_test
