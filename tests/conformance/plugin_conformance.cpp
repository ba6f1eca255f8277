// Proves one plugin: every cell that it lists, at every shape, against every case. Takes the plugin's file as its
// argument.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "conformance/cases.hpp"

namespace {

using namespace gatewise;

/// One case on one cell at one shape.
class CellCase : public testing::Test {
 public:
  CellCase(const Plugin& plugin, CellRequest request, const ConformanceCase& one)
      : plugin_(plugin), request_(std::move(request)), case_(one) {}

  void TestBody() override {
    if (const std::string reason = plugin_.why_unsupported(request_); !reason.empty())
      GTEST_SKIP() << "UNSUPPORTED: " << reason;
    EXPECT_EQ(case_.check({plugin_, request_}), "");
  }

 private:
  const Plugin& plugin_;
  CellRequest request_;
  const ConformanceCase& case_;
};

void add_tests(const Plugin& plugin) {
  for (const ListedCell& cell : plugin.descriptor().cells) {
    for (const auto& [input, hidden] : conformance_shapes()) {
      const CellRequest request{cell.family, cell.precision, cell.name, input, hidden, 1};
      for (const ConformanceCase& one : conformance_cases()) {
        const std::string suite = fmt::format("{}/{}/{}/i{}h{}", cell.family, cell.precision, cell.name, input, hidden);
        testing::RegisterTest(suite.c_str(), one.name.c_str(), nullptr, nullptr, __FILE__, __LINE__,
                              [&plugin, request, &one]() -> CellCase* { return new CellCase(plugin, request, one); });
      }
    }
  }
}

/// A plugin that does nothing has no results to prove: its contract is that it can be prepared, described and run.
bool does_nothing(const Plugin& plugin) {
  const ListedCell& cell = plugin.descriptor().cells.front();
  const CellRequest request{cell.family, cell.precision, cell.name, 3, 4, 1};
  const std::vector<std::vector<float>> weights(4, std::vector<float>(4 * 4 * 4 * 4, 0.0F));
  return plugin.prepare(request, weights, std::nullopt).describe().does_nothing;
}

}  // namespace

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (argc != 2) {
    fmt::print(stderr, "usage: {} PLUGIN.so\n", argv[0]);
    return 1;
  }
  const std::filesystem::path file = argv[1];
  examine_plugin(file);
  static const Plugin plugin = Plugin::load(file);
  if (!does_nothing(plugin)) add_tests(plugin);
  return RUN_ALL_TESTS();
}
