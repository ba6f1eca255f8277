// Parity tells right cells from wrong ones. The plugins are the bundled reference and a copy of it with swapped gates.
#include "measure/parity/parity.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/json.hpp"
#include "cells/seeded_weights.hpp"

namespace gatewise::parity_test {
namespace {

Plugin load(const std::string& folder, const std::string& name) { return Plugin::load(folder + "/" + name + ".so"); }

Parity parity_of(const Plugin& plugin, const std::string& family, std::int64_t input, std::int64_t hidden) {
  const CellRequest request{family, "f32", "", input, hidden, 1};
  const auto weights = seeded_cell_weights(find_family(family), input, hidden, 3);
  return cell_parity(plugin, request, weights, 1);
}

TEST(ParityOfReference, PassesForEveryFamilyWithRoomAndWithoutSlack) {
  const Plugin plugin = load(GATEWISE_PLUGINS, "reference");
  for (const Family& one : built_in_families()) {  // other tests of this process may have added a plugin's
    const std::string& family = one.id;
    for (const auto& [input, hidden] : {std::pair{1L, 1L}, {5L, 17L}, {34L, 65L}}) {
      const Parity parity = parity_of(plugin, family, input, hidden);
      EXPECT_EQ(parity.status, "passed") << family << " h" << hidden << ": " << parity.max_abs << " of "
                                         << parity.allowed;
      EXPECT_LT(parity.allowed, 0.01) << family << ": an allowance this wide would pass wrong gates";
      EXPECT_GT(parity.allowed, 0);
    }
  }
}

TEST(ParityOfAWrongCell, Fails) {
  const Plugin plugin = load(GATEWISE_TEST_PLUGINS "/wrong_result", "wrong_result");
  EXPECT_EQ(parity_of(plugin, "lstm", 5, 17).status, "failed");
}

TEST(ParityOfACellWithoutLengths, PassesThroughEmulation) {
  const Plugin plugin = load(GATEWISE_TEST_PLUGINS "/no_lengths", "no_lengths");
  const ListedCell& cell = plugin.descriptor().cells.front();
  EXPECT_EQ(parity_of(plugin, cell.family, 5, 17).status, "passed");
}

TEST(ParityRecord, OfVersion01IsReadWithoutABoundOfNmse) {
  const auto old = Json{{"status", "passed"}, {"max_abs", 1.0}, {"nmse", 0.5}, {"allowed", 2.0}, {"approximate", false}}
                       .get<Parity>();
  EXPECT_DOUBLE_EQ(old.excess(), 0.5);
}

TEST(ParityOfACellWithoutLengths, FailsWhereItsBatchesAreWrongThoughItsStepsAreRight) {
  const Plugin plugin = load(GATEWISE_TEST_PLUGINS "/wrong_in_batches", "wrong_in_batches");
  const ListedCell& cell = plugin.descriptor().cells.front();
  EXPECT_EQ(parity_of(plugin, cell.family, 5, 17).status, "failed");
}

TEST(ParityBudget, IsRefusedForAPrecisionWithoutOne) {
  const Plugin plugin = load(GATEWISE_PLUGINS, "reference");
  const auto weights = seeded_cell_weights(find_family("lstm"), 2, 3, 3);
  EXPECT_THROW(plugin.prepare({"lstm", "int4", "", 2, 3, 1}, weights, std::nullopt), UnsupportedCell);
}

}  // namespace
}  // namespace gatewise::parity_test
